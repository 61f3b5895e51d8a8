using System.IO.Compression;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>One level of a pyramid being written: gathers a row of tiles, encodes them in parallel, writes them in order.</summary>
internal sealed class TiffLevelWriter
{
    private readonly FileStream stream;
    private readonly PixelSize size;
    private readonly PyramidTiffOptions options;
    private readonly int downsample;
    private readonly int channels;
    private readonly byte[] band;
    private readonly byte[] previous;
    private readonly List<long> offsets = [];
    private readonly List<long> counts = [];

    public TiffLevelWriter(FileStream stream, PixelSize size, PyramidTiffOptions options, int downsample)
    {
        (this.stream, this.size, this.options, this.downsample) = (stream, size, options, downsample);
        channels = options.Palette is null ? 3 : 1;
        band = new byte[checked(RowBytes * Math.Min(options.TileSide, size.Height))];
        previous = new byte[RowBytes];
    }

    public int RowBytes => checked(size.Width * channels);

    public int RowsTaken { get; private set; }

    /// <summary>Takes a row; gives the row of the level below where this one completes it.</summary>
    public byte[]? Take(ReadOnlySpan<byte> row, bool isLast)
    {
        int inBand = RowsTaken % options.TileSide;
        row.CopyTo(band.AsSpan(inBand * RowBytes));
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

    /// <summary>Writes the directory and the link to it; gives the place of the link to the next.</summary>
    public long WriteDirectory(long link)
    {
        TiffDirectoryWriter directory = new();
        directory.Add(TiffTag.NewSubfileType, 4, [downsample == 1 ? 0 : 1]);
        directory.Add(TiffTag.ImageWidth, 4, [size.Width]);
        directory.Add(TiffTag.ImageLength, 4, [size.Height]);
        directory.Add(TiffTag.BitsPerSample, 3, Enumerable.Repeat(8L, channels).ToArray());
        directory.Add(TiffTag.Compression, 3, [options.JpegQuality is null ? TiffCompression.Deflate : TiffCompression.Jpeg]);
        directory.Add(TiffTag.Photometric, 3, [Photometric]);
        directory.Add(TiffTag.SamplesPerPixel, 3, [channels]);
        directory.Add(TiffTag.PlanarConfiguration, 3, [1]);
        directory.Add(TiffTag.TileWidth, 4, [options.TileSide]);
        directory.Add(TiffTag.TileLength, 4, [options.TileSide]);
        directory.Add(TiffTag.TileOffsets, 16, offsets.ToArray());
        directory.Add(TiffTag.TileByteCounts, 16, counts.ToArray());
        directory.AddText(TiffTag.Software, "Marrow");
        AddColours(directory);
        if (options.Pitch is { } pitch)
        {
            directory.AddRational(TiffTag.XResolution, 1e4 / (pitch.X.Value * downsample));
            directory.AddRational(TiffTag.YResolution, 1e4 / (pitch.Y.Value * downsample));
            directory.Add(TiffTag.ResolutionUnit, 3, [3]);
        }

        return directory.Write(stream, link);
    }

    private int Photometric => options.Palette is not null ? TiffPhotometric.Palette : options.JpegQuality is null ? TiffPhotometric.Rgb : TiffPhotometric.Ycc;

    private void AddColours(TiffDirectoryWriter directory)
    {
        if (options.Palette is { } palette)
        {
            RgbColor[] colours = [.. palette, .. Enumerable.Repeat(default(RgbColor), 256 - palette.Count)];
            directory.Add(TiffTag.ColorMap, 3, [.. colours.Select(c => c.R * 257L), .. colours.Select(c => c.G * 257L), .. colours.Select(c => c.B * 257L)]);
        }
        else if (options.JpegQuality is { } quality)
        {
            directory.Add(TiffTag.YccSubsampling, 3, IsSubsampled(quality) ? [2, 2] : [1, 1]);
        }
        else
        {
            directory.Add(TiffTag.Predictor, 3, [2]);
        }
    }

    private static bool IsSubsampled(int quality) => quality < 90;

    private void WriteBand(int rows)
    {
        int across = (size.Width + options.TileSide - 1) / options.TileSide;
        byte[][] encoded = new byte[across][];
        Parallel.For(0, across, i => encoded[i] = Encode(Cut(i, rows)));
        foreach (byte[] tile in encoded)
        {
            offsets.Add(stream.Position);
            counts.Add(tile.Length);
            stream.Write(tile);
        }
    }

    // Past the edges the last row and column are repeated, so that no tile rings or darkens at the border.
    private byte[] Cut(int across, int rows)
    {
        int side = options.TileSide, left = across * side, width = Math.Min(side, size.Width - left);
        byte[] tile = new byte[side * side * channels];
        for (int y = 0; y < side; y++)
        {
            ReadOnlySpan<byte> from = band.AsSpan((Math.Min(y, rows - 1) * RowBytes) + (left * channels), width * channels);
            Span<byte> to = tile.AsSpan(y * side * channels, side * channels);
            from.CopyTo(to);
            for (int x = from.Length; x < to.Length; x++)
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
            return EncodeJpeg(tile, quality);
        }

        if (channels == 3)
        {
            Difference(tile);
        }

        MemoryStream packed = new();
        using (ZLibStream deflate = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(tile);
        }

        return packed.ToArray();
    }

    private unsafe byte[] EncodeJpeg(byte[] tile, int quality)
    {
        fixed (byte* pinned = tile)
        {
            using VipsImage image = VipsImage.Wrap(pinned, new VipsLayout(options.TileSide, options.TileSide, 3));
            using VipsOperation save = new("jpegsave_target");
            return image.Encode(save.With("Q", quality).With("strip", "true").With("subsample-mode", IsSubsampled(quality) ? "on" : "off"));
        }
    }

    private void Difference(byte[] tile)
    {
        int stride = options.TileSide * channels;
        for (int y = 0; y < options.TileSide; y++)
        {
            Span<byte> row = tile.AsSpan(y * stride, stride);
            for (int x = stride - 1; x >= channels; x--)
            {
                row[x] -= row[x - channels];
            }
        }
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
