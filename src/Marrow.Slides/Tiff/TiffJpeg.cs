using System.Buffers;

namespace Marrow.Slides;

/// <summary>JPEG tiles as TIFF has them (TIFF technical note 2): tables in a tag, the colour space in the directory.</summary>
internal static class TiffJpeg
{
    // Adobe APP14: says whether three components are YCbCr (1) or RGB (0), which a bare stream leaves open.
    private static readonly byte[] Adobe = [0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0];

    /// <summary>Decodes a tile to 1 or 3 bands of 8 bits.</summary>
    /// <param name="tables">The tag JPEGTables, or null.</param>
    /// <param name="size">Width, height and bands that the tile must have; the picture inside may be larger.</param>
    /// <exception cref="InvalidDataException">The stream is damaged or has another shape.</exception>
    public static void Decode(ReadOnlySpan<byte> tile, byte[]? tables, bool isYcc, VipsLayout size, Span<byte> destination)
    {
        if (tile.Length < 4)
        {
            throw new InvalidDataException("the tile has no data");
        }

        byte[] whole = ArrayPool<byte>.Shared.Rent(checked(tile.Length + (tables?.Length ?? 0) + Adobe.Length + 1));
        try
        {
            JpegTile.Decode(whole.AsSpan(0, Join(tile, tables, size.Bands == 3 ? (isYcc ? (byte)1 : (byte)0) : null, whole)), size, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    /// <summary>A tile with its tables, and what says its colour space where it has one; returns its length.</summary>
    private static int Join(ReadOnlySpan<byte> tile, byte[]? tables, byte? transform, Span<byte> whole)
    {
        int at = 0;
        Append(tile[..2], whole);
        if (transform is { } space)
        {
            Append(Adobe, whole);
            whole[at++] = space;
        }

        if (tables is { Length: > 4 })
        {
            Append(tables.AsSpan(2, tables.Length - 4), whole);
        }

        Append(tile[2..], whole);
        return at;

        void Append(ReadOnlySpan<byte> part, Span<byte> target)
        {
            part.CopyTo(target[at..]);
            at += part.Length;
        }
    }
}
