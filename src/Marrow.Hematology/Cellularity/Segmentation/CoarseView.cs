using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Segmentation;

/// <summary>A picture of the whole slide of bounded size: blocks of a level's pixels averaged.</summary>
/// <param name="Rgb">H × W × 3.</param>
/// <param name="Downsample">Level-0 pixels per pixel of the view.</param>
internal sealed record CoarseView(Raster<byte> Rgb, double Downsample)
{
    private const long PixelLimit = 4_000_000;

    /// <summary>Reads the view from the smallest level that still has enough pixels, strip by strip.</summary>
    public static CoarseView Read(Slide slide, CancellationToken token)
    {
        int level = 0;
        while (level + 1 < slide.Levels.Count && slide.Levels[level + 1].Size.Area >= PixelLimit / 4)
        {
            level++;
        }

        PixelSize size = slide.Levels[level].Size;
        int block = (int)Math.Ceiling(Math.Sqrt(size.Area / (double)PixelLimit));
        block = Math.Max(1, block);
        var view = new Raster<byte>((size.Width + block - 1) / block, (size.Height + block - 1) / block, 3);
        int stripRows = (int)Math.Clamp(4_000_000L / ((long)size.Width * block), 1, 64);
        int strips = (view.Height + stripRows - 1) / stripRows;
        Parallel.For(0, strips, new ParallelOptions { CancellationToken = token, MaxDegreeOfParallelism = Environment.ProcessorCount }, strip =>
        {
            int first = strip * stripRows, rows = Math.Min(stripRows, view.Height - first);
            int top = first * block, height = Math.Min(rows * block, size.Height - top);
            Raster<byte> pixels = slide.Read(level, new PixelRectangle(0, top, size.Width, height));
            for (int row = 0; row < rows; row++)
            {
                BlockMean.Row(pixels, row * block, block, view.Row(first + row));
            }
        });
        return new CoarseView(view, slide.Levels[level].Downsample * block);
    }

    /// <summary>The view with its light evened out.</summary>
    public CoarseView Even(Illumination light)
    {
        var even = new Raster<byte>(Rgb.Width, Rgb.Height, 3, (byte[])Rgb.Samples.Clone());
        for (int y = 0; y < even.Height && !light.IsEven; y++)
        {
            light.Even(even.Row(y), 3, 0, y * Downsample, Downsample);
        }

        return this with { Rgb = even };
    }
}
