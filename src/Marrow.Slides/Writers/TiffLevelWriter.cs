using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>One level of a pyramid being written: gathers a row of tiles, encodes them in parallel, writes them in order.</summary>
internal sealed class TiffLevelWriter
{
    private readonly FileStream stream;
    private readonly TiffLevelTiles tiles;
    private readonly PixelSize size;
    private readonly PyramidTiffOptions options;
    private readonly int channels;
    private readonly byte[] band;
    private readonly LabelRows[] columns;
    private readonly byte[] previous;
    private int bandsWritten;

    public TiffLevelWriter(FileStream stream, TiffLevelTiles tiles, PyramidTiffOptions options)
    {
        (this.stream, this.tiles, this.options) = (stream, tiles, options);
        (size, channels) = (tiles.Size, tiles.Channels);
        bool areLabels = channels == 1;
        band = areLabels ? [] : new byte[checked(RowBytes * Math.Min(options.TileSide, size.Height))];
        columns = areLabels ? [.. Enumerable.Range(0, tiles.Across).Select(i => new LabelRows(WidthOf(i)))] : [];
        previous = new byte[RowBytes];
    }

    public int RowBytes => checked(size.Width * channels);

    public int RowsTaken { get; private set; }

    /// <summary>Takes a row; gives the row of the level below where this one completes it.</summary>
    public byte[]? Take(ReadOnlySpan<byte> row, bool isLast)
    {
        int inBand = RowsTaken % options.TileSide;
        Keep(row, inBand);
        RowsTaken++;
        if (inBand == options.TileSide - 1 || RowsTaken == size.Height)
        {
            WriteBand(inBand + 1);
        }

        if (isLast)
        {
            return null;
        }

        bool isUpper = (RowsTaken & 1) == 1;
        if (channels == 1)
        {
            return isUpper ? Nearest(row) : null;
        }

        if (isUpper && RowsTaken < size.Height)
        {
            row.CopyTo(previous);
            return null;
        }

        return Average(isUpper ? row : previous, row);
    }

    /// <inheritdoc cref="TiffLevelTiles.WriteDirectory"/>
    public long WriteDirectory(long link) => tiles.WriteDirectory(stream, link);

    private int WidthOf(int across) => Math.Min(options.TileSide, size.Width - (across * options.TileSide));

    // A row of tiles of labels is kept as runs, each tile by itself, and takes a fiftieth of its pixels.
    private void Keep(ReadOnlySpan<byte> row, int inBand)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i].Add(row.Slice(i * options.TileSide, columns[i].Width));
        }

        if (columns.Length == 0)
        {
            row.CopyTo(band.AsSpan(inBand * RowBytes));
        }
    }

    private void WriteBand(int rows)
    {
        byte[][] encoded = new byte[tiles.Across][];
        Parallel.For(0, tiles.Across, i => encoded[i] = Encode(Cut(i, rows)));
        for (int i = 0; i < encoded.Length; i++)
        {
            tiles.Append(stream, (bandsWritten * tiles.Across) + i, encoded[i]);
        }

        foreach (LabelRows column in columns)
        {
            column.Clear();
        }

        bandsWritten++;
    }

    // Past the edges the last row and column are repeated, so that no tile rings or darkens at the border.
    private byte[] Cut(int across, int rows)
    {
        int side = options.TileSide, left = across * side, width = WidthOf(across);
        byte[] tile = new byte[side * side * channels];
        for (int y = 0; y < side; y++)
        {
            Span<byte> to = tile.AsSpan(y * side * channels, side * channels), own = to[..(width * channels)];
            int row = Math.Min(y, rows - 1);
            if (columns.Length > 0)
            {
                columns[across].Unpack(row, own);
            }
            else
            {
                band.AsSpan((row * RowBytes) + (left * channels), own.Length).CopyTo(own);
            }

            for (int x = own.Length; x < to.Length; x++)
            {
                to[x] = to[x - channels];
            }
        }

        return tile;
    }

    private byte[] Encode(byte[] tile)
    {
        if (options.JpegQuality is { } quality)
        {
            return TiffTileJpeg.Pack(tile, options.TileSide, quality);
        }

        MemoryStream packed = new();
        TiffTileDeflate.Pack(tile, options.TileSide, channels, packed);
        return packed.ToArray();
    }

    private static byte[] Nearest(ReadOnlySpan<byte> row)
    {
        byte[] below = new byte[(row.Length + 1) / 2];
        for (int x = 0; x < below.Length; x++)
        {
            below[x] = row[2 * x];
        }

        return below;
    }

    // The mean of 2×2 pixels, halves up; at an odd edge the last pixel counts twice.
    private byte[] Average(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower)
    {
        byte[] below = new byte[(size.Width + 1) / 2 * channels];
        for (int x = 0; x < below.Length / channels; x++)
        {
            int left = 2 * x * channels, right = Math.Min((2 * x) + 1, size.Width - 1) * channels;
            for (int c = 0; c < channels; c++)
            {
                below[(x * channels) + c] = (byte)((upper[left + c] + upper[right + c] + lower[left + c] + lower[right + c] + 2) >> 2);
            }
        }

        return below;
    }
}
