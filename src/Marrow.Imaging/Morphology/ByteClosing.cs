using System.Numerics.Tensors;

namespace Marrow.Imaging;

/// <summary>Grey closing of bytes with a square: the largest of a span comes from the largest of two spans half as long.</summary>
internal sealed class ByteClosing(PixelSize size, int radius)
{
    private readonly byte[] first = new byte[Math.Max(size.Width, size.Height) + (2 * radius)];
    private readonly byte[] second = new byte[Math.Max(size.Width, size.Height) + (2 * radius)];

    public byte[] Close(ReadOnlySpan<byte> values)
    {
        byte[] result = Largest(values);
        TensorPrimitives.OnesComplement<byte>(result, result);
        result = Largest(result);
        TensorPrimitives.OnesComplement<byte>(result, result);
        return result;
    }

    /// <summary>Rows past the picture's edge hold 0, which no maximum sees.</summary>
    private byte[] Largest(ReadOnlySpan<byte> values)
    {
        int w = size.Width;
        byte[] rows = new byte[(size.Height + (2 * radius)) * w];
        for (int y = 0; y < size.Height; y++)
        {
            LargestInRow(values.Slice(y * w, w), rows.AsSpan((y + radius) * w, w));
        }

        return LargestInColumns(rows);
    }

    private void LargestInRow(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int length = source.Length + (2 * radius);
        Span<byte> spans = first.AsSpan(0, length), longer = second.AsSpan(0, length);
        spans[..radius].Clear();
        source.CopyTo(spans[radius..]);
        spans[(radius + source.Length)..].Clear();
        int span = 1;
        for (; 2 * span <= (2 * radius) + 1; span *= 2)
        {
            TensorPrimitives.Max<byte>(spans[..(length - span)], spans[span..], longer);
            spans[(length - span)..].CopyTo(longer[(length - span)..]);
            Span<byte> swap = spans;
            spans = longer;
            longer = swap;
        }

        TensorPrimitives.Max<byte>(spans[..source.Length], spans.Slice((2 * radius) + 1 - span, source.Length), target);
    }

    /// <summary>The same down the columns, all of a row at once.</summary>
    private byte[] LargestInColumns(byte[] rows)
    {
        int w = size.Width, h = size.Height, span = 1;
        for (; 2 * span <= (2 * radius) + 1; span *= 2)
        {
            // In place from top to bottom: the row below is still the shorter span's when it is read.
            for (int y = 0; y + span < h + (2 * radius); y++)
            {
                MaxInto(rows.AsSpan(y * w, w), rows.AsSpan((y + span) * w, w));
            }
        }

        for (int y = 0; y < h; y++)
        {
            MaxInto(rows.AsSpan(y * w, w), rows.AsSpan((y + (2 * radius) + 1 - span) * w, w));
        }

        return rows[..(h * w)];
    }

    private static void MaxInto(Span<byte> target, ReadOnlySpan<byte> other) => TensorPrimitives.Max(target, other, target);
}
