using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>The reduced grid of the overlay: cells of <see cref="Factor"/> × <see cref="Factor"/> level-0 pixels, the last ones maybe smaller.</summary>
/// <param name="Slide">Level-0 size.</param>
/// <param name="Factor">Level-0 pixels along one side of a cell; 1 keeps every pixel.</param>
internal sealed record OverlayGrid(PixelSize Slide, int Factor)
{
    /// <summary>Neither side of the finished overlay passes this.</summary>
    public const int SideLimit = 4000;

    // The legend below the picture takes at most 340 of the 4,000 rows.
    private const int RowLimit = SideLimit - 340;

    public PixelSize Size => new(DivideUp(Slide.Width, Factor), DivideUp(Slide.Height, Factor));

    /// <summary>The finest grid whose overlay keeps the limit.</summary>
    public static OverlayGrid For(PixelSize slide) =>
        new(slide, Math.Max(1, Math.Max(DivideUp(slide.Width, SideLimit), DivideUp(slide.Height, RowLimit))));

    private static int DivideUp(int value, int by) => checked((int)(((long)value + by - 1) / by));
}
