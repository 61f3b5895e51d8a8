namespace Marrow.Imaging;

/// <summary>Grey closing with a square: fills dark structures narrower than the square, by running maxima and minima (van Herk 1992).</summary>
public static class GreyMorphology
{
    /// <param name="values">H × W, row by row.</param>
    /// <param name="size">Width and height.</param>
    /// <param name="radius">Half the side of the square, 2 × radius + 1, in pixels; cut at the picture's edge.</param>
    public static float[] Close(ReadOnlySpan<float> values, PixelSize size, int radius)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        float[] largest = Largest(values, size, radius);
        Negate(largest);
        float[] result = Largest(largest, size, radius);
        Negate(result);
        return result;
    }

    private static float[] Largest(ReadOnlySpan<float> values, PixelSize size, int radius)
    {
        int w = size.Width, h = size.Height;
        var rows = new float[values.Length];
        for (int y = 0; y < h; y++)
        {
            LargestInRow(values.Slice(y * w, w), rows.AsSpan(y * w, w), radius);
        }

        return LargestInColumns(rows, size, radius);
    }

    /// <summary>Maxima from each block's start and to each block's end: two of them cover any span of one block's length.</summary>
    private static void LargestInRow(ReadOnlySpan<float> source, Span<float> target, int radius)
    {
        int w = source.Length, block = (2 * radius) + 1;
        Span<float> fromStart = new float[w], toEnd = new float[w];
        for (int x = 0; x < w; x++)
        {
            fromStart[x] = x % block == 0 ? source[x] : Math.Max(fromStart[x - 1], source[x]);
        }

        for (int x = w - 1; x >= 0; x--)
        {
            toEnd[x] = x == w - 1 || (x + 1) % block == 0 ? source[x] : Math.Max(toEnd[x + 1], source[x]);
        }

        for (int x = 0; x < w; x++)
        {
            int left = Math.Max(0, x - radius), right = Math.Min(w - 1, x + radius);
            target[x] = Math.Max(toEnd[left], fromStart[right]);
        }
    }

    private static float[] LargestInColumns(float[] rows, PixelSize size, int radius)
    {
        int w = size.Width, h = size.Height, block = (2 * radius) + 1;
        float[] fromStart = (float[])rows.Clone(), toEnd = (float[])rows.Clone();
        for (int y = 1; y < h; y++)
        {
            if (y % block != 0)
            {
                MaxInto(fromStart.AsSpan(y * w, w), fromStart.AsSpan((y - 1) * w, w));
            }
        }

        for (int y = h - 2; y >= 0; y--)
        {
            if ((y + 1) % block != 0)
            {
                MaxInto(toEnd.AsSpan(y * w, w), toEnd.AsSpan((y + 1) * w, w));
            }
        }

        var result = new float[rows.Length];
        for (int y = 0; y < h; y++)
        {
            Span<float> target = result.AsSpan(y * w, w);
            toEnd.AsSpan(Math.Max(0, y - radius) * w, w).CopyTo(target);
            MaxInto(target, fromStart.AsSpan(Math.Min(h - 1, y + radius) * w, w));
        }

        return result;
    }

    private static void MaxInto(Span<float> target, ReadOnlySpan<float> other) =>
        System.Numerics.Tensors.TensorPrimitives.Max(target, other, target);

    private static void Negate(float[] values) => System.Numerics.Tensors.TensorPrimitives.Negate(values, values);
}
