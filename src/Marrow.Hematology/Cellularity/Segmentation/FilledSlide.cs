using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Segmentation;

/// <summary>A slide whose voids show even tissue instead of black. The slide itself stays the caller's to close.</summary>
internal sealed class FilledSlide(Slide slide, Voids voids) : Slide
{
    /// <summary>The slide itself where it has no void.</summary>
    public static Slide Of(Slide slide, Voids? voids) => voids is null ? slide : new FilledSlide(slide, voids);

    public override string Path => slide.Path;

    public override string Format => slide.Format;

    public override IReadOnlyList<SlideLevel> Levels => slide.Levels;

    public override PixelPitch? Pitch => slide.Pitch;

    public override double? ObjectivePower => slide.ObjectivePower;

    public override bool IsGray => slide.IsGray;

    public override int BitsPerSample => slide.BitsPerSample;

    public override RgbColor Background => slide.Background;

    public override IReadOnlyDictionary<string, string> Properties => slide.Properties;

    public override IReadOnlyList<string> AssociatedImages => slide.AssociatedImages;

    public override bool IsDecodedOnce => slide.IsDecodedOnce;

    public override bool IsStoredInRows(int level) => slide.IsStoredInRows(level);

    public override Raster<byte> Read(int level, PixelRectangle area) => Filled(slide.Read(level, area), level, area);

    public override Raster<byte> Read(int level, PixelRectangle area, PixelRectangle passed) => Filled(slide.Read(level, area, passed), level, area);

    public override void Pass(int level, PixelRectangle area, Span<byte> rgb)
    {
        slide.Pass(level, area, rgb);
        voids.FillIn(rgb, area, Levels[level].Downsample);
    }

    public override void Begin() => slide.Begin();

    public override void Rest() => slide.Rest();

    public override Raster<byte> ReadAssociated(string name) => slide.ReadAssociated(name);

    protected override void Dispose(bool disposing)
    {
    }

    private Raster<byte> Filled(Raster<byte> rgb, int level, PixelRectangle area)
    {
        voids.FillIn(rgb.Samples, area, Levels[level].Downsample);
        return rgb;
    }
}
