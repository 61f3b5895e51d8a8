using System.Buffers.Binary;
using System.IO.Compression;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>An 8-bit PNG of one sample a pixel on its way to disk: head, rows from top to bottom, end. Appears whole or not at all.</summary>
internal sealed class PngRowFile : IDisposable
{
    private readonly PendingFile file;
    private readonly PngChunkStream chunks;
    private readonly ZLibStream pixels;
    private readonly PixelSize size;
    private readonly byte[] row;
    private int rows;

    /// <param name="colour">PNG's colour type: 0 grey, 3 palette.</param>
    /// <param name="palette">Red, green and blue of each index, or nothing.</param>
    public PngRowFile(string path, PixelSize size, byte colour, ReadOnlySpan<byte> palette)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.Height);
        (this.size, row) = (size, new byte[checked(size.Width + 1)]);
        file = new PendingFile(path);
        chunks = new PngChunkStream(file.Stream);
        pixels = new ZLibStream(chunks, CompressionLevel.Fastest);
        WriteHead(colour, palette);
    }

    public void Append(ReadOnlySpan<byte> samples)
    {
        if (samples.Length % size.Width != 0 || samples.Length / size.Width > size.Height - rows)
        {
            throw new ArgumentException($"{samples.Length} samples are not the next whole rows of a picture of {size} that has {rows}", nameof(samples));
        }

        // Each row is preceded by its filter, 0 for none: flat labels pack best unfiltered.
        for (int at = 0; at < samples.Length; at += size.Width, rows++)
        {
            samples.Slice(at, size.Width).CopyTo(row.AsSpan(1));
            pixels.Write(row);
        }
    }

    public void Complete()
    {
        if (rows != size.Height)
        {
            throw new InvalidOperationException($"{rows} of {size.Height} rows were written");
        }

        pixels.Dispose();
        chunks.Finish();
        chunks.Chunk("IEND", []);
        file.Commit();
    }

    public void Dispose() => file.Dispose();

    private void WriteHead(byte colour, ReadOnlySpan<byte> palette)
    {
        file.Stream.Write([0x89, .. "PNG\r\n\x1a\n"u8]);
        byte[] head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, size.Width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), size.Height);
        (head[8], head[9]) = (8, colour);
        chunks.Chunk("IHDR", head);
        if (!palette.IsEmpty)
        {
            chunks.Chunk("PLTE", palette);
        }
    }
}
