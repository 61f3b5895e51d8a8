using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>One level of a pyramid being written: where its tiles lie in the file, and the directory that says so.</summary>
internal sealed class TiffLevelTiles
{
    private readonly PyramidTiffOptions options;
    private readonly int downsample;
    private readonly long[] offsets;
    private readonly long[] counts;

    public TiffLevelTiles(PixelSize size, PyramidTiffOptions options, int downsample)
    {
        (Size, this.options, this.downsample) = (size, options, downsample);
        (Across, Down) = ((size.Width + options.TileSide - 1) / options.TileSide, (size.Height + options.TileSide - 1) / options.TileSide);
        (offsets, counts) = (new long[checked(Across * Down)], new long[Across * Down]);
    }

    public PixelSize Size { get; }

    /// <summary>Tiles in a row.</summary>
    public int Across { get; }

    /// <summary>Rows of tiles.</summary>
    public int Down { get; }

    /// <summary>Samples a pixel: 1 for labels, 3 for RGB.</summary>
    public int Channels => options.Palette is null ? 3 : 1;

    /// <summary>How many tiles have no place yet.</summary>
    public int Missing => counts.Count(count => count == 0);

    /// <summary>The levels of a picture: each halves the one above (rounded up) until one tile holds it.</summary>
    public static List<TiffLevelTiles> Pyramid(PixelSize size, PyramidTiffOptions options)
    {
        List<TiffLevelTiles> levels = [];
        int downsample = 1;
        for (PixelSize side = size; ; side = new PixelSize((side.Width + 1) / 2, (side.Height + 1) / 2), downsample *= 2)
        {
            levels.Add(new TiffLevelTiles(side, options, downsample));
            if (Math.Max(side.Width, side.Height) <= options.TileSide)
            {
                return levels;
            }
        }
    }

    /// <summary>Appends an encoded tile to the file.</summary>
    public void Append(Stream stream, int tile, ReadOnlySpan<byte> encoded)
    {
        (offsets[tile], counts[tile]) = (stream.Position, encoded.Length);
        stream.Write(encoded);
    }

    /// <summary>Where an appended tile lies.</summary>
    public (long Offset, int Length) Place(int tile) => (offsets[tile], (int)counts[tile]);

    /// <summary>Writes the directory and the link to it; gives the place of the link to the next.</summary>
    public long WriteDirectory(Stream stream, long link)
    {
        TiffDirectoryWriter directory = new();
        directory.Add(TiffTag.NewSubfileType, 4, [downsample == 1 ? 0 : 1]);
        directory.Add(TiffTag.ImageWidth, 4, [Size.Width]);
        directory.Add(TiffTag.ImageLength, 4, [Size.Height]);
        directory.Add(TiffTag.BitsPerSample, 3, Enumerable.Repeat(8L, Channels).ToArray());
        directory.Add(TiffTag.Compression, 3, [options.JpegQuality is null ? TiffCompression.Deflate : TiffCompression.Jpeg]);
        directory.Add(TiffTag.Photometric, 3, [Photometric]);
        directory.Add(TiffTag.SamplesPerPixel, 3, [Channels]);
        directory.Add(TiffTag.PlanarConfiguration, 3, [1]);
        directory.Add(TiffTag.TileWidth, 4, [options.TileSide]);
        directory.Add(TiffTag.TileLength, 4, [options.TileSide]);
        directory.Add(TiffTag.TileOffsets, 16, offsets);
        directory.Add(TiffTag.TileByteCounts, 16, counts);
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
            directory.Add(TiffTag.YccSubsampling, 3, JpegPicture.IsSubsampled(quality) ? [2, 2] : [1, 1]);
        }
        else
        {
            directory.Add(TiffTag.Predictor, 3, [2]);
        }
    }
}
