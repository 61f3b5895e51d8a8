using System.IO.Compression;

namespace Marrow.Slides;

/// <summary>One tile deflated without loss; RGB as differences from the pixel to the left (TIFF 6.0, Predictor 2).</summary>
internal static class TiffTileDeflate
{
    /// <summary>Replaces what the stream holds by the packed tile.</summary>
    /// <param name="tile">Side × side × channels; holds differences afterwards where it is RGB.</param>
    public static void Pack(Span<byte> tile, int side, int channels, MemoryStream packed)
    {
        for (int y = 0; y < side && channels == 3; y++)
        {
            Span<byte> row = tile.Slice(y * side * 3, side * 3);
            for (int x = row.Length - 1; x >= 3; x--)
            {
                row[x] -= row[x - 3];
            }
        }

        packed.SetLength(0);
        using ZLibStream deflate = new(packed, CompressionLevel.Fastest, leaveOpen: true);
        deflate.Write(tile);
    }

    /// <summary>Gives back an RGB tile.</summary>
    /// <param name="tile">Side × side × 3.</param>
    public static void Unpack(Stream packed, int side, Span<byte> tile)
    {
        using ZLibStream inflate = new(packed, CompressionMode.Decompress, leaveOpen: true);
        inflate.ReadExactly(tile);
        for (int y = 0; y < side; y++)
        {
            Span<byte> row = tile.Slice(y * side * 3, side * 3);
            for (int x = 3; x < row.Length; x++)
            {
                row[x] += row[x - 3];
            }
        }
    }
}
