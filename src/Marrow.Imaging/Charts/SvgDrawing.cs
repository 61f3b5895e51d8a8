using System.Globalization;
using System.Text;

namespace Marrow.Imaging;

/// <summary>
/// Builds an SVG picture as text: the same calls give the same bytes. Texts are escaped, numbers rounded to 1/100,
/// and nothing outside the picture is referred to.
/// </summary>
public sealed class SvgDrawing
{
    private const string Font = "'DejaVu Sans', Verdana, sans-serif";
    private readonly StringBuilder _body = new();

    /// <param name="width">Of the picture, in user units.</param>
    /// <param name="height">Of the picture, in user units.</param>
    public SvgDrawing(double width, double height) => (Width, Height) = (width, height);

    public double Width { get; }

    public double Height { get; }

    public void Rectangle(ChartArea area, string fill, Stroke? stroke = null) =>
        Append($"""<rect x="{Number(area.X)}" y="{Number(area.Y)}" width="{Number(area.Width)}" height="{Number(area.Height)}" fill="{Escape(fill)}"{StrokeOf(stroke)}/>""");

    public void Circle((double X, double Y) center, double radius, string fill, Stroke? stroke = null) =>
        Append($"""<circle cx="{Number(center.X)}" cy="{Number(center.Y)}" r="{Number(radius)}" fill="{Escape(fill)}"{StrokeOf(stroke)}/>""");

    public void Line((double X, double Y) from, (double X, double Y) to, Stroke stroke) =>
        Append($"""<line x1="{Number(from.X)}" y1="{Number(from.Y)}" x2="{Number(to.X)}" y2="{Number(to.Y)}"{StrokeOf(stroke)}/>""");

    public void Polyline((double X, double Y)[] points, Stroke stroke)
    {
        ArgumentNullException.ThrowIfNull(points);
        string[] texts = new string[points.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = $"{Number(points[i].X)},{Number(points[i].Y)}";
        }

        string list = string.Join(' ', texts);
        Append($"""<polyline points="{list}" fill="none" stroke-linejoin="round"{StrokeOf(stroke)}/>""");
    }

    public void Text((double X, double Y) at, string text, TextStyle style)
    {
        ArgumentNullException.ThrowIfNull(style);
        string anchor = style.Anchor switch { TextAnchor.Middle => "middle", TextAnchor.End => "end", _ => "start" };
        string turn = style.Rotation == 0 ? "" : $""" transform="rotate({Number(style.Rotation)} {Number(at.X)} {Number(at.Y)})" """.TrimEnd();
        string weight = style.Bold ? """ font-weight="bold" """.TrimEnd() : "";
        string halo = style.HasHalo ? """ stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke" """.TrimEnd() : "";
        Append($"""<text x="{Number(at.X)}" y="{Number(at.Y)}" font-size="{Number(style.Size)}" text-anchor="{anchor}" fill="{Escape(style.Color)}"{weight}{halo}{turn}>{Escape(text)}</text>""");
    }

    /// <summary>The whole picture as an SVG document with a white ground.</summary>
    public string ToSvg() =>
        $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Number(Width)}" height="{Number(Height)}" viewBox="0 0 {Number(Width)} {Number(Height)}" font-family="{Font}">""" + "\n" +
        $"""<rect width="{Number(Width)}" height="{Number(Height)}" fill="#ffffff"/>""" + "\n" +
        _body + "</svg>\n";

    /// <summary>Text as it may stand in XML: markup escaped, what XML cannot hold replaced by U+FFFD.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder escaped = new(text.Length + 8);
        foreach (Rune rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\t' or '\n' or '\r' => " ",
                < 32 or 0x7f or 0xfffe or 0xffff => "�",
                _ => rune.ToString(),
            });
        }

        return escaped.ToString();
    }

    private void Append(string element) => _body.Append(element).Append('\n');

    private static string StrokeOf(Stroke? stroke) => stroke switch
    {
        null => "",
        { Dash: null } => $""" stroke="{Escape(stroke.Color)}" stroke-width="{Number(stroke.Width)}" """.TrimEnd(),
        _ => $""" stroke="{Escape(stroke.Color)}" stroke-width="{Number(stroke.Width)}" stroke-dasharray="{Escape(stroke.Dash)}" """.TrimEnd(),
    };

    private static string Number(double value)
    {
        double rounded = Math.Round(value, 2, MidpointRounding.AwayFromZero);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }
}
