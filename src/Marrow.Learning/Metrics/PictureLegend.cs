using System.Globalization;
using System.Net;
using System.Text;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>A white strip with a square of each colour and what it stands for, to go below a picture.</summary>
internal static class PictureLegend
{
    public const int Height = 28;

    private const int Margin = 8, Square = 14, LetterWidth = 9, Gap = 24;

    /// <summary>The width that the entries need.</summary>
    public static int Width(IReadOnlyList<(RgbColor Color, string Text)> entries) => Margin + entries.Sum(Step);

    /// <summary>Draws the strip.</summary>
    /// <param name="width">Of the picture; entries beyond it are cut.</param>
    public static Raster<byte> Draw(int width, IReadOnlyList<(RgbColor Color, string Text)> entries)
    {
        var svg = new StringBuilder().Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{Height}\"><rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        int x = Margin;
        foreach ((RgbColor color, string text) in entries)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"7\" width=\"{Square}\" height=\"{Square}\" fill=\"{color.Hex}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + Square + 6}\" y=\"19\" font-family=\"DejaVu Sans\" font-size=\"13\">{WebUtility.HtmlEncode(text)}</text>");
            x += Step((color, text));
        }

        return Svg.ToRgb(svg.Append("</svg>").ToString(), 1);
    }

    /// <summary>Where the square of an entry lies, as its middle pixel.</summary>
    public static (int X, int Y) Place(IReadOnlyList<(RgbColor Color, string Text)> entries, int index) =>
        (Margin + entries.Take(index).Sum(Step) + (Square / 2), 14);

    private static int Step((RgbColor Color, string Text) entry) => Square + 6 + (entry.Text.Length * LetterWidth) + Gap;
}
