using System.IO.Compression;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>Writes a PNG in RGB from whole rows, top to bottom: for drawings, which are flat and pack best unfiltered. Its end is written when it is disposed.</summary>
internal sealed class RgbPngWriter : IDisposable
{
    private const byte Colour = 2;

    private readonly PngChunkStream chunks;
    private readonly ZLibStream packed;
    private readonly byte[] row;

    public RgbPngWriter(Stream target, PixelSize size)
    {
        chunks = new PngChunkStream(target);
        PngHead.Write(target, chunks, size, (Colour, 8));
        packed = new ZLibStream(chunks, CompressionLevel.Fastest, leaveOpen: true);
        // Each row is preceded by its filter, 0 for none.
        row = new byte[1 + (size.Width * 3)];
    }

    /// <param name="rgb">Whole rows.</param>
    public void Append(ReadOnlySpan<byte> rgb)
    {
        for (int stride = row.Length - 1; rgb.Length > 0; rgb = rgb[stride..])
        {
            rgb[..stride].CopyTo(row.AsSpan(1));
            packed.Write(row);
        }
    }

    public void Dispose()
    {
        packed.Dispose();
        chunks.Finish();
        chunks.Chunk("IEND", []);
    }
}
