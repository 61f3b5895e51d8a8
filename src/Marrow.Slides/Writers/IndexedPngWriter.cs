using System.Buffers.Binary;
using System.IO.Compression;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// Writes an 8-bit PNG with a palette from row bands, top to bottom, holding one band at most. The file appears with
/// <see cref="Complete"/>, whole; disposed before, nothing is left. The same rows give the same bytes.
/// </summary>
public sealed class IndexedPngWriter : IDisposable
{
    private const byte IndexedColour = 3;

    private readonly PendingFile file;
    private readonly PngChunkStream chunks;
    private readonly ZLibStream pixels;
    private readonly PixelSize size;
    private readonly int colours;
    private readonly byte[] row;
    private int rows;

    /// <param name="palette">The colour of each index, 1 to 256.</param>
    /// <exception cref="IOException">The folder is missing or not writable.</exception>
    public IndexedPngWriter(string path, PixelSize size, IReadOnlyList<RgbColor> palette)
    {
        ArgumentNullException.ThrowIfNull(palette);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.Height);
        ArgumentOutOfRangeException.ThrowIfZero(palette.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(palette.Count, 256);
        (this.size, colours, row) = (size, palette.Count, new byte[checked(size.Width + 1)]);
        file = new PendingFile(path);
        chunks = new PngChunkStream(file.Stream);
        pixels = new ZLibStream(chunks, CompressionLevel.Fastest);
        WriteHead(palette);
    }

    /// <summary>Takes the next whole rows: one index a pixel.</summary>
    /// <exception cref="ArgumentException">Not whole rows, more rows than the picture has, or an index outside the palette.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Append(ReadOnlySpan<byte> indices)
    {
        if (indices.Length % size.Width != 0 || indices.Length / size.Width > size.Height - rows)
        {
            throw new ArgumentException($"{indices.Length} indices are not the next whole rows of a picture of {size} that has {rows}", nameof(indices));
        }

        if (colours < 256 && indices.ContainsAnyExceptInRange((byte)0, (byte)(colours - 1)))
        {
            throw new ArgumentException($"an index is outside the palette of {colours} colours", nameof(indices));
        }

        // Each row is preceded by its filter, 0 for none: flat labels pack best unfiltered.
        for (int at = 0; at < indices.Length; at += size.Width, rows++)
        {
            indices.Slice(at, size.Width).CopyTo(row.AsSpan(1));
            pixels.Write(row);
        }
    }

    /// <summary>Ends the file and moves it into place.</summary>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
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

    private void WriteHead(IReadOnlyList<RgbColor> palette)
    {
        file.Stream.Write([0x89, .. "PNG\r\n\x1a\n"u8]);
        byte[] head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, size.Width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), size.Height);
        (head[8], head[9]) = (8, IndexedColour);
        chunks.Chunk("IHDR", head);
        chunks.Chunk("PLTE", palette.SelectMany(colour => new[] { colour.R, colour.G, colour.B }).ToArray());
    }
}
