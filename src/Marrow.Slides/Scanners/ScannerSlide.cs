using System.Globalization;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>A whole-slide file of a scanner's maker, read through OpenSlide.</summary>
/// <remarks>
/// OpenSlide takes a region's corner in level-0 pixels and interpolates where it falls between pixels of a lower level,
/// so the same pixel comes out differently from different corners. Here it is asked for the blocks of a fixed grid only.
/// </remarks>
internal sealed class ScannerSlide : BlockSlide
{
    private const int Side = 512;

    private readonly OpenSlideFile file;

    private ScannerSlide(OpenSlideFile file, string vendor)
    {
        (this.file, Format) = (file, vendor);
        Levels = Enumerable.Range(0, file.LevelCount).Select(file.Level).ToList();
        Properties = new SortedDictionary<string, string>(file.Properties.ToDictionary(), StringComparer.Ordinal);
        AssociatedImages = file.AssociatedNames();
        Background = BackgroundOf(file.Properties);
    }

    public override string Path => file.Path;

    public override string Format { get; }

    public override IReadOnlyList<SlideLevel> Levels { get; }

    public override PixelPitch? Pitch =>
        Positive("openslide.mpp-x") is { } x && Positive("openslide.mpp-y") is { } y
            ? new PixelPitch(new MicrometersPerPixel(x), new MicrometersPerPixel(y))
            : null;

    public override double? ObjectivePower => Positive("openslide.objective-power");

    public override bool IsGray => false;

    public override RgbColor Background { get; }

    public override IReadOnlyDictionary<string, string> Properties { get; }

    public override IReadOnlyList<string> AssociatedImages { get; }

    /// <exception cref="SlideFormatException">OpenSlide cannot open it.</exception>
    public static ScannerSlide OpenScanner(string path, string vendor)
    {
        OpenSlideFile file = new(path);
        try
        {
            return new ScannerSlide(file, vendor);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override Raster<byte> ReadAssociated(string name)
    {
        if (!AssociatedImages.Contains(name))
        {
            throw new ArgumentException($"there is no picture called {name}", nameof(name));
        }

        (PixelSize size, uint[] words) = file.ReadAssociated(name);
        Raster<byte> picture = new(size.Width, size.Height, 3);
        Lay(words, RgbColor.White, picture.Samples);
        return picture;
    }

    protected override PixelSize BlockSize(int level) => new(Side, Side);

    protected override int Channels(int level) => 3;

    protected override byte[] Decode(int level, int across, int down)
    {
        SlideLevel stored = Levels[level];
        int rows = Math.Min(Side, stored.Size.Height - (down * Side));
        uint[] words = new uint[Side * rows];
        (long, long) origin = ((long)Math.Round(across * Side * stored.Downsample), (long)Math.Round(down * Side * stored.Downsample));
        file.ReadRegion(words, origin, level, new PixelSize(Side, rows));
        byte[] pixels = new byte[words.Length * 3];
        Lay(words, Background, pixels);
        return pixels;
    }

    protected override void Dispose(bool disposing) => file.Dispose();

    /// <summary>Lays premultiplied ARGB words over a background: colour + background × (255 − alpha) / 255, to the nearest.</summary>
    private static void Lay(ReadOnlySpan<uint> words, RgbColor background, Span<byte> rgb)
    {
        for (int from = 0, to = 0; from < words.Length; from++, to += 3)
        {
            uint word = words[from], clear = 255 - (word >> 24);
            if (clear == 0)
            {
                (rgb[to], rgb[to + 1], rgb[to + 2]) = ((byte)(word >> 16), (byte)(word >> 8), (byte)word);
                continue;
            }

            rgb[to] = Over((word >> 16) & 255, background.R, clear);
            rgb[to + 1] = Over((word >> 8) & 255, background.G, clear);
            rgb[to + 2] = Over(word & 255, background.B, clear);
        }
    }

    private static byte Over(uint colour, uint below, uint clear) => (byte)Math.Min(255, colour + (((below * clear) + 127) / 255));

    private static RgbColor BackgroundOf(IReadOnlyDictionary<string, string> properties) =>
        properties.TryGetValue("openslide.background-color", out string? text)
        && int.TryParse(text.TrimStart('#'), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int rgb)
            ? new RgbColor((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb)
            : RgbColor.White;

    private double? Positive(string name) =>
        Properties.TryGetValue(name, out string? text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0 && double.IsFinite(value)
            ? value
            : null;
}
