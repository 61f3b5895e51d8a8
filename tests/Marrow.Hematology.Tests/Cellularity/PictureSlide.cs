using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Tests;

/// <summary>A slide that is a picture in memory.</summary>
internal sealed class PictureSlide(Raster<byte> rgb, double? micrometersPerPixel = null, Predicate<PixelRectangle>? isDamaged = null) : Slide
{
    public override string Path => "picture in memory";

    public override string Format => "memory";

    public override IReadOnlyList<SlideLevel> Levels { get; } = [new SlideLevel(rgb.Size, 1)];

    public override PixelPitch? Pitch => micrometersPerPixel is { } value ? new PixelPitch(new(value), new(value)) : null;

    public override double? ObjectivePower => null;

    public override bool IsGray => false;

    public override RgbColor Background => RgbColor.White;

    public override IReadOnlyDictionary<string, string> Properties { get; } = new Dictionary<string, string>();

    public override IReadOnlyList<string> AssociatedImages => [];

    public override Raster<byte> Read(int level, PixelRectangle area)
    {
        if (isDamaged?.Invoke(area) ?? false)
        {
            throw new SlideFormatException(Path, $"damaged at {area}");
        }

        var region = new Raster<byte>(area.Width, area.Height, 3);
        region.Samples.AsSpan().Fill(255);
        PixelRectangle inside = area.Intersect(new PixelRectangle(0, 0, rgb.Width, rgb.Height));
        for (int y = inside.Y; y < inside.Bottom; y++)
        {
            rgb.Row(y).Slice(inside.X * 3, inside.Width * 3).CopyTo(region.Row(y - area.Y)[((inside.X - area.X) * 3)..]);
        }

        return region;
    }

    public override Raster<byte> ReadAssociated(string name) => throw new ArgumentException($"no picture {name}", nameof(name));

    protected override void Dispose(bool disposing)
    {
    }
}
