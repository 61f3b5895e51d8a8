using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// Stains of a whole slide: one measurement from its tissue, applied region by region, so that differences within the slide stay
/// and memory does not grow with the slide.
/// </summary>
public static class SlideStains
{
    private const int RegionRows = 256, RegionColumns = 2048;

    /// <summary>One measurement for the whole slide, from its tissue.</summary>
    /// <exception cref="SlideFormatException">The slide is damaged, or the convention is of single tiles.</exception>
    public static StainFinding Measure(Slide slide, StainOptions options, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(slide);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Convention == StainConvention.Histolab && !IsPicture(slide))
        {
            throw new SlideFormatException(slide.Path, "is a slide; histolab's convention measures single tiles");
        }

        return StainSample.Take(slide, options, token) is { } sample
            ? StainNormalization.Measure(sample, options)
            : new StainFinding(null, "no tissue: no part of the slide can be measured");
    }

    /// <summary>Whether a file is treated as one picture (PNG out) rather than as a slide (pyramidal TIFF out).</summary>
    public static bool IsPicture(Slide slide)
    {
        ArgumentNullException.ThrowIfNull(slide);
        return slide.Format is "png" or "jpeg" or "bmp" or "tiff" && slide.Levels.Count == 1 && slide.Size.Area <= 48_000_000;
    }

    /// <summary>Writes the slide's level 0 through a map of colours as a tiled pyramidal TIFF, without loss; whole or not at all.</summary>
    /// <param name="map">From a region's pixels to as many others, H × W × 3.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteMapped(Slide slide, string path, Func<Raster<byte>, Raster<byte>> map, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(slide);
        ArgumentNullException.ThrowIfNull(map);
        using var writer = new TilePyramidWriter(path, slide.Size, slide.Pitch);
        for (int y = 0; y < slide.Size.Height; y += RegionRows)
        {
            int rows = Math.Min(RegionRows, slide.Size.Height - y);
            for (int x = 0; x < slide.Size.Width; x += RegionColumns)
            {
                token.ThrowIfCancellationRequested();
                writer.Write(x, y, map(slide.Read(0, new PixelRectangle(x, y, Math.Min(RegionColumns, slide.Size.Width - x), rows))));
            }
        }

        writer.Complete(token);
    }
}
