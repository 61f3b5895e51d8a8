using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Segmentation;

/// <summary>What a window sees: brightness at working size, grey and brightness of its core at full size.</summary>
/// <param name="View">Where, in level-0 pixels.</param>
/// <param name="Core">The part that is labelled, in level-0 pixels.</param>
/// <param name="Gray">OpenCV luma of the core, full size.</param>
/// <param name="Brightness">Relative to the slide's white, of the core, full size.</param>
/// <param name="Working">Block means of the view's brightness.</param>
internal sealed record WindowPixels(PixelRectangle View, PixelRectangle Core, byte[] Gray, Raster<byte> Brightness, Raster<byte> Working)
{
    // Strips keep the colour of a window from being held whole.
    private const int StripPixels = 2_000_000;

    /// <param name="place">The window's core and view, and the column to the left of which no later window sees.</param>
    /// <returns>What is kept, and, where it is asked for, block means of the view's colour, H × W × 3, its light as it is.</returns>
    public static (WindowPixels Pixels, Raster<byte>? Colour) Read(
        Slide slide, (PixelRectangle Core, PixelRectangle View, int Passed) place, Scene scene, bool hasColour)
    {
        (PixelRectangle core, PixelRectangle view, int passed) = place;
        int block = scene.Block, columns = (view.Width + block - 1) / block, lines = (view.Height + block - 1) / block;
        WindowPixels pixels = new(view, core, new byte[core.Size.Area], new Raster<byte>(core.Width, core.Height, 1), new Raster<byte>(columns, lines, 1));
        Raster<byte>? colour = hasColour ? new Raster<byte>(columns, lines, 3) : null;
        int strip = Math.Max(1, StripPixels / view.Width / block) * block;
        for (int y = view.Y; y < view.Bottom; y += strip)
        {
            PixelRectangle area = new(view.X, y, view.Width, Math.Min(strip, view.Bottom - y));
            // The next row of windows comes too late to find anything kept.
            bool isLast = area.Bottom == view.Bottom;
            Raster<byte> rgb = slide.Read(0, area, new PixelRectangle(0, 0, passed, isLast ? slide.Size.Height : area.Bottom));
            pixels.Take(rgb, area, colour, scene);
        }

        return (pixels, colour);
    }

    /// <summary>The colour with its light evened out.</summary>
    public Raster<byte> EvenColour(Raster<byte> colour, Scene scene)
    {
        var even = new Raster<byte>(colour.Width, colour.Height, 3, [.. colour.Samples]);
        scene.Appearance.Light.Even(even, (View.X, View.Y), scene.Block);
        return even;
    }

    /// <summary>Takes a strip of whole blocks of the view.</summary>
    private void Take(Raster<byte> rgb, PixelRectangle area, Raster<byte>? colour, Scene scene)
    {
        var brightness = new Raster<byte>(area.Width, area.Height, 1);
        scene.Appearance.Brightness.Apply(rgb.Samples, brightness.Samples);
        scene.Appearance.Light.Even(brightness, (area.X, area.Y));
        for (int top = 0; top < area.Height; top += scene.Block)
        {
            int line = (area.Y - View.Y + top) / scene.Block;
            BlockMean.Row(brightness, top, scene.Block, Working.Row(line));
            if (colour is not null)
            {
                BlockMean.Row(rgb, top, scene.Block, colour.Row(line));
            }
        }

        PixelRectangle owned = area.Intersect(Core);
        int left = owned.X - area.X;
        for (int y = owned.Y; y < owned.Bottom; y++)
        {
            Luma.Gray(rgb.Row(y - area.Y).Slice(3 * left, 3 * owned.Width), Gray.AsSpan((y - Core.Y) * Core.Width, Core.Width));
            brightness.Row(y - area.Y).Slice(left, owned.Width).CopyTo(Brightness.Row(y - Core.Y));
        }
    }
}
