using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>
/// A picture of what a prediction got right and wrong, with a legend below that names the colours actually painted.
/// Colours are told apart by people with colour-blindness (Okabe and Ito 2008).
/// </summary>
public static class ErrorPicture
{
    /// <summary>Right foreground.</summary>
    public static readonly RgbColor Right = new(0, 158, 115);

    /// <summary>Foreground that is not in the reference.</summary>
    public static readonly RgbColor TooMuch = new(213, 94, 0);

    /// <summary>Foreground that the prediction misses.</summary>
    public static readonly RgbColor Missed = new(0, 114, 178);

    /// <summary>Foreground in both, but of different kinds.</summary>
    public static readonly RgbColor OtherKind = new(204, 121, 167);

    private const int LegendHeight = 28, SmallestWidth = 520;

    /// <summary>Paints the comparison over a picture, or over white where there is none.</summary>
    /// <param name="picture">H × W × 3, of the label maps' size; shown at half strength under the colours.</param>
    public static Raster<byte> Draw(LabelMap reference, LabelMap predicted, Raster<byte>? picture)
    {
        int width = Math.Max(reference.Width, SmallestWidth);
        var drawn = new Raster<byte>(width, reference.Height + LegendHeight, 3);
        drawn.Samples.AsSpan().Fill(255);
        for (int y = 0; y < reference.Height; y++)
        {
            for (int x = 0; x < reference.Width; x++)
            {
                Paint(drawn, (x, y), Kind(reference[x, y], predicted[x, y]), picture);
            }
        }

        Raster<byte> legend = Legend(width);
        legend.Samples.AsSpan().CopyTo(drawn.Samples.AsSpan(reference.Height * width * 3));
        return drawn;
    }

    private static RgbColor? Kind(int truth, int guess) => (truth, guess) switch
    {
        (0, 0) => null,
        (0, _) => TooMuch,
        (_, 0) => Missed,
        _ => truth == guess ? Right : OtherKind,
    };

    private static void Paint(Raster<byte> drawn, (int X, int Y) at, RgbColor? colour, Raster<byte>? picture)
    {
        Span<byte> pixel = drawn.Row(at.Y).Slice(at.X * 3, 3);
        if (picture is not null)
        {
            picture.Row(at.Y).Slice(at.X * 3, 3).CopyTo(pixel);
        }

        if (colour is { } paint)
        {
            pixel[0] = (byte)((pixel[0] + paint.R) / 2);
            pixel[1] = (byte)((pixel[1] + paint.G) / 2);
            pixel[2] = (byte)((pixel[2] + paint.B) / 2);
        }
    }

    private static Raster<byte> Legend(int width)
    {
        (RgbColor Colour, string Text)[] entries = [(Right, "right"), (TooMuch, "too much"), (Missed, "missed"), (OtherKind, "other kind")];
        var svg = new System.Text.StringBuilder($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{LegendHeight}\"><rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        for (int i = 0; i < entries.Length; i++)
        {
            RgbColor colour = entries[i].Colour;
            svg.Append($"<rect x=\"{8 + (i * 126)}\" y=\"7\" width=\"14\" height=\"14\" fill=\"rgb({colour.R},{colour.G},{colour.B})\"/>");
            svg.Append($"<text x=\"{28 + (i * 126)}\" y=\"19\" font-family=\"DejaVu Sans\" font-size=\"13\">{entries[i].Text}</text>");
        }

        string file = Path.Combine(Path.GetTempPath(), $"marrow-legend-{Guid.NewGuid():N}.png");
        try
        {
            File.WriteAllBytes(file, Svg.ToPng(svg.Append("</svg>").ToString(), 1));
            return PictureFile.ReadRgb(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
