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
    public static void Decode(ReadOnlySpan<byte> tile, byte[]? tables, bool isYcc, VipsLayout size, Span<byte> destination) =>
        JpegTile.Decode(Join(tile, tables, size.Bands == 3, isYcc), size, destination);

    private static byte[] Join(ReadOnlySpan<byte> tile, byte[]? tables, bool inColour, bool isYcc)
    {
        if (tile.Length < 4)
        {
            throw new InvalidDataException("the tile has no data");
        }

        ReadOnlySpan<byte> middle = tables is { Length: > 4 } ? tables.AsSpan(2, tables.Length - 4) : [];
        ReadOnlySpan<byte> mark = inColour ? Adobe : [];
        byte[] whole = new byte[tile.Length + middle.Length + mark.Length + (inColour ? 1 : 0)];
        Span<byte> rest = whole;
        tile[..2].CopyTo(rest);
        mark.CopyTo(rest[2..]);
        int at = 2 + mark.Length;
        if (inColour)
        {
            whole[at++] = isYcc ? (byte)1 : (byte)0;
        }

        middle.CopyTo(rest[at..]);
        tile[2..].CopyTo(rest[(at + middle.Length)..]);
        return whole;
    }
}
