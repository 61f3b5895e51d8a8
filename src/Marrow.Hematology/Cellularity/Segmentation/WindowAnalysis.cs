using Marrow.Hematology.Regions;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Segmentation;

/// <summary>Analyses one window: read, segment at working size, refine, apply the region and the fat rule, count.</summary>
/// <param name="Slide">Read from by several windows at once.</param>
/// <param name="Scene">What holds for the whole slide.</param>
/// <param name="Area">Which pixels are analysed.</param>
/// <param name="Relabelling">How the labels found become those reported.</param>
internal sealed record WindowAnalysis(Slide Slide, Scene Scene, AnalysisArea Area, Relabelling Relabelling)
{
    public WindowResult Run(PixelRectangle core, PixelRectangle view)
    {
        WindowPixels pixels = WindowPixels.Read(Slide, view, Scene.Block, Scene.Appearance);
        WindowLabels found = WindowSegmentation.Run(pixels.Working, Scene);
        byte[] labels = new BorderRefinement(found, pixels, Scene).Labels(core);
        var tally = new Tally();
        var inside = new byte[core.Width];
        for (int y = 0; y < core.Height; y++)
        {
            Area.FillRow(core.Y + y, core.X, inside);
            Span<byte> row = labels.AsSpan(y * core.Width, core.Width);
            ReadOnlySpan<byte> gray = pixels.Gray.AsSpan(((core.Y - view.Y + y) * view.Width) + core.X - view.X, core.Width);
            Relabelling.Apply(row, gray, inside);
            for (int x = 0; x < row.Length; x++)
            {
                tally.Add(row[x], gray[x]);
            }
        }

        CountBesideFat(labels, core, pixels, tally);
        return new WindowResult(core, labels, VacuoleOutlines.Trace(found, core, view, Scene.Block, Area), tally);
    }

    /// <summary>Haematopoietic pixels with fat within a working pixel to the left, right, above or below, inside the core.</summary>
    private void CountBesideFat(byte[] labels, PixelRectangle core, WindowPixels pixels, Tally tally)
    {
        int reach = Math.Max(1, (int)Math.Round(3 / Scene.MicrometersPerPixel)), w = core.Width;
        for (int y = 0; y < core.Height; y++)
        {
            ReadOnlySpan<byte> gray = pixels.Gray.AsSpan(((core.Y - pixels.View.Y + y) * pixels.View.Width) + core.X - pixels.View.X, w);
            for (int x = 0; x < w; x++)
            {
                int i = (y * w) + x;
                if (labels[i] == (byte)Compartment.Haematopoietic
                    && (IsFat(x >= reach, i - reach) || IsFat(x + reach < w, i + reach)
                        || IsFat(y >= reach, i - (reach * w)) || IsFat(y + reach < core.Height, i + (reach * w))))
                {
                    tally.BesideFat.Add(gray[x]);
                }
            }
        }

        bool IsFat(bool exists, int i) => exists && labels[i] == (byte)Compartment.Fat;
    }
}
