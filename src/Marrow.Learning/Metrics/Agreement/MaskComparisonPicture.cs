using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>
/// Draws where two masks agree and where not, in plain colours, with a legend below in exactly these colours
/// (told apart by colour-blind readers: Okabe and Ito 2008).
/// </summary>
public static class MaskComparisonPicture
{
    public static readonly RgbColor TruePositive = new(0, 158, 115);

    public static readonly RgbColor FalsePositive = new(213, 94, 0);

    public static readonly RgbColor FalseNegative = new(0, 114, 178);

    public static readonly RgbColor TrueNegative = new(255, 255, 255);

    private const int LegendHeight = 28;
    private const int EntryWidth = 140;

    /// <summary>H × W × 3 of the masks' size, and below it the legend; at least as wide as the legend.</summary>
    public static Raster<byte> Draw(Mask truth, Mask measured)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(measured);
        int width = Math.Max(truth.Width, 3 * EntryWidth);
        var picture = new Raster<byte>(width, truth.Height + LegendHeight, 3);
        picture.Samples.AsSpan().Fill(255);
        for (int y = 0; y < truth.Height; y++)
        {
            for (int x = 0; x < truth.Width; x++)
            {
                Put(picture, x, y, (truth[x, y], measured[x, y]) switch
                {
                    (true, true) => TruePositive,
                    (false, true) => FalsePositive,
                    (true, false) => FalseNegative,
                    _ => TrueNegative,
                });
            }
        }

        Raster<byte> legend = Legend(width);
        legend.Samples.CopyTo(picture.Samples.AsSpan(3 * width * truth.Height));
        return picture;
    }

    // The text is drawn as SVG; the boxes are painted over it so that their colours are the picture's to the last bit.
    private static Raster<byte> Legend(int width)
    {
        (RgbColor Color, string Text)[] entries = [(TruePositive, "true positive"), (FalsePositive, "false positive"), (FalseNegative, "false negative")];
        var drawing = new SvgDrawing(width, LegendHeight);
        for (int i = 0; i < entries.Length; i++)
        {
            drawing.Text((28 + (i * EntryWidth), 19), entries[i].Text, new TextStyle(12));
        }

        Raster<byte> legend = Svg.ToRgb(drawing.ToSvg(), 1);
        for (int i = 0; i < entries.Length; i++)
        {
            for (int pixel = 0; pixel < 14 * 14; pixel++)
            {
                Put(legend, 8 + (i * EntryWidth) + (pixel % 14), 7 + (pixel / 14), entries[i].Color);
            }
        }

        return legend;
    }

    private static void Put(Raster<byte> picture, int x, int y, RgbColor color)
    {
        Span<byte> pixel = picture.Row(y).Slice(3 * x, 3);
        (pixel[0], pixel[1], pixel[2]) = (color.R, color.G, color.B);
    }
}
