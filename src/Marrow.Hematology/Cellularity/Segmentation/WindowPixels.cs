using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Segmentation;

/// <summary>What a window sees: grey and brightness at full size, brightness at working size.</summary>
/// <param name="View">Where, in level-0 pixels.</param>
/// <param name="Gray">OpenCV luma, full size.</param>
/// <param name="Brightness">Relative to the slide's white, full size.</param>
/// <param name="Working">Block means of the brightness.</param>
/// <param name="Colour">Block means of the colour, H × W × 3, its light as it is; null unless asked for.</param>
internal sealed record WindowPixels(PixelRectangle View, byte[] Gray, Raster<byte> Brightness, Raster<byte> Working, Raster<byte>? Colour)
{
    // Strips keep the colour of a window from being held whole.
    private const int StripPixels = 2_000_000;

    public static WindowPixels Read(Slide slide, PixelRectangle view, int block, Appearance look, bool hasColour)
    {
        int columns = (view.Width + block - 1) / block, lines = (view.Height + block - 1) / block;
        Raster<byte>? colour = hasColour ? new Raster<byte>(columns, lines, 3) : null;
        var gray = new byte[view.Size.Area];
        var brightness = new Raster<byte>(view.Width, view.Height, 1);
        int strip = Math.Max(1, StripPixels / view.Width / block) * block;
        for (int y = 0; y < view.Height; y += strip)
        {
            int rows = Math.Min(strip, view.Height - y);
            Raster<byte> rgb = slide.Read(0, new PixelRectangle(view.X, view.Y + y, view.Width, rows));
            Luma.Gray(rgb.Samples, gray.AsSpan(y * view.Width, rows * view.Width));
            look.Brightness.Apply(rgb.Samples, brightness.Samples.AsSpan(y * view.Width, rows * view.Width));
            for (int top = 0; top < rows && colour is not null; top += block)
            {
                BlockMean.Row(rgb, top, block, colour.Row((y + top) / block));
            }
        }

        look.Light.Even(brightness, (view.X, view.Y));
        var working = new Raster<byte>(columns, lines, 1);
        for (int y = 0; y < working.Height; y++)
        {
            BlockMean.Row(brightness, y * block, block, working.Row(y));
        }

        return new WindowPixels(view, gray, brightness, working, colour);
    }

    /// <summary>The colour with its light evened out.</summary>
    public Raster<byte> EvenColour(Scene scene)
    {
        var even = new Raster<byte>(Colour!.Width, Colour.Height, 3, [.. Colour.Samples]);
        scene.Appearance.Light.Even(even, (View.X, View.Y), scene.Block);
        return even;
    }
}
