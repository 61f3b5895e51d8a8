using System.Globalization;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>A TIFF read block by block: tiled or in strips, with or without a pyramid, plain or OME.</summary>
internal sealed class TiffSlide : BlockSlide
{
    private static readonly TiffTag[] Texts =
        [TiffTag.ImageDescription, TiffTag.Make, TiffTag.Model, TiffTag.Software, TiffTag.DateTime, TiffTag.Artist, TiffTag.HostComputer, TiffTag.Copyright];

    private static readonly TiffTag[] Counts =
        [TiffTag.BitsPerSample, TiffTag.SamplesPerPixel, TiffTag.Compression, TiffTag.Photometric, TiffTag.ResolutionUnit, TiffTag.Orientation];

    private readonly TiffFile file;
    private readonly TiffPyramid pyramid;
    private readonly TiffBlocks[] blocks;

    private TiffSlide(TiffFile file, OmeMetadata? ome, TiffPyramid pyramid)
    {
        (this.file, this.pyramid) = (file, pyramid);
        blocks = pyramid.Levels.Select(layout => new TiffBlocks(layout)).ToArray();
        TiffLayout full = pyramid.Levels[0];
        Format = ome is null ? "tiff" : "ome-tiff";
        Levels = pyramid.Levels.Select(layout => new SlideLevel(layout.Size, Downsample(full.Size, layout.Size))).ToList();
        Pitch = ome is null ? TiffResolution.Of(full, full.Directory.Text(TiffTag.ImageDescription)) : ome.Pitch;
        ObjectivePower = ome?.ObjectivePower;
        Properties = PropertiesOf(full.Directory);
    }

    public override string Path => file.Path;

    public override string Format { get; }

    public override IReadOnlyList<SlideLevel> Levels { get; }

    public override PixelPitch? Pitch { get; }

    public override double? ObjectivePower { get; }

    public override bool IsGray => blocks[0].Channels == 1;

    public override int BitsPerSample => pyramid.Levels[0].BitsPerSample;

    public override IReadOnlyDictionary<string, string> Properties { get; }

    public override IReadOnlyList<string> AssociatedImages => pyramid.Others.Keys.ToList();

    /// <summary>Opens a TIFF; one whose blocks are too large or coded in a rare way is decoded whole instead.</summary>
    /// <exception cref="SlideFormatException">It is damaged or of a kind that is not read.</exception>
    public static Slide OpenTiff(string path)
    {
        TiffFile file = TiffFile.Open(path);
        try
        {
            OmeMetadata? ome = OmeMetadata.Of(file.Directories[0].Text(TiffTag.ImageDescription));
            TiffPyramid pyramid = TiffPyramid.Of(file, ome);
            if (pyramid.Levels[0].IsReadByBlock)
            {
                return new TiffSlide(file, ome, pyramid);
            }

            file.Dispose();
            return PictureSlide.Open(path, PictureKind.Tiff);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override Raster<byte> ReadAssociated(string name)
    {
        if (!pyramid.Others.TryGetValue(name, out TiffLayout? layout))
        {
            throw new ArgumentException($"there is no picture called {name}", nameof(name));
        }

        TiffBlocks source = new(layout);
        Raster<byte> picture = new(layout.Size.Width, layout.Size.Height, source.Channels);
        for (int i = 0; i < layout.BlocksAcross * layout.BlocksDown; i++)
        {
            int left = i % layout.BlocksAcross * layout.Block.Width, top = i / layout.BlocksAcross * layout.Block.Height;
            byte[] block = source.Decode(i % layout.BlocksAcross, i / layout.BlocksAcross);
            int rows = Math.Min(layout.Block.Height, picture.Height - top), bytes = Math.Min(layout.Block.Width, picture.Width - left) * source.Channels;
            for (int y = 0; y < rows; y++)
            {
                block.AsSpan(y * layout.Block.Width * source.Channels, bytes).CopyTo(picture.Row(top + y)[(left * source.Channels)..]);
            }
        }

        return picture.Channels == 3 ? picture : GrayPicture.ToRgb(picture);
    }

    protected override PixelSize BlockSize(int level) => pyramid.Levels[level].Block;

    protected override int Channels(int level) => blocks[level].Channels;

    protected override byte[] Decode(int level, int across, int down) => blocks[level].Decode(across, down);

    protected override void Recycle(int level, byte[] pixels) => blocks[level].Recycle(pixels);

    public override void Rest()
    {
        base.Rest();
        foreach (TiffBlocks level in blocks)
        {
            level.Rest();
        }
    }

    protected override void Dispose(bool disposing) => file.Dispose();

    private static double Downsample(PixelSize full, PixelSize level) =>
        (((double)full.Width / level.Width) + ((double)full.Height / level.Height)) / 2;

    private static SortedDictionary<string, string> PropertiesOf(TiffDirectory directory)
    {
        SortedDictionary<string, string> properties = new(StringComparer.Ordinal);
        foreach (TiffTag tag in Texts)
        {
            if (directory.Text(tag) is { Length: > 0 } text)
            {
                properties[$"tiff.{tag}"] = text;
            }
        }

        foreach (TiffTag tag in Counts.Where(directory.Has))
        {
            properties[$"tiff.{tag}"] = directory.Number(tag, 0).ToString(CultureInfo.InvariantCulture);
        }

        foreach (TiffTag tag in new[] { TiffTag.XResolution, TiffTag.YResolution })
        {
            if (directory.Rational(tag) is { } resolution)
            {
                properties[$"tiff.{tag}"] = TiffResolution.Text(resolution);
            }
        }

        return properties;
    }
}
