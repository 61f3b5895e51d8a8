using System.Net;
using System.Text;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>One picture that lets a person check a run: each file before and after, its stain vectors as swatches and numbers, or why it is unchanged.</summary>
internal static class StainContactSheet
{
    private const int RowsPerSheet = 12, View = 160, Line = 15, Gap = 10, TextWidth = 640, Head = 64;

    /// <summary>Writes <c>contact-sheet.png</c>, and <c>contact-sheet-2.png</c> … where there are more than twelve files.</summary>
    public static void Write(IReadOnlyList<StainRunItem> items, StainRunOptions options)
    {
        int sheet = 1;
        foreach (StainRunItem[] chunk in items.Chunk(RowsPerSheet))
        {
            string name = sheet == 1 ? "contact-sheet.png" : $"contact-sheet-{sheet}.png";
            byte[] png = Svg.ToPng(Draw(chunk, options), 1);
            WholeFile.Write(Path.Combine(options.Folder, name), stream => stream.Write(png));
            sheet++;
        }
    }

    private static string Draw(StainRunItem[] items, StainRunOptions options)
    {
        // Separated stains lie three in a row; the text starts right of the widest.
        int afterWidth = View * items.Max(item => item.Views is { } views && views.After.Width >= 3 * views.Before.Width ? 3 : 1);
        int textLeft = (3 * Gap) + View + afterWidth, width = textLeft + TextWidth, height = Head + (items.Length * (View + Gap)) + Gap;
        var svg = new StringBuilder($"<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{width}\" height=\"{height}\" font-family=\"DejaVu Sans\" font-size=\"12\" xml:space=\"preserve\">");
        svg.Append($"<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>");
        Text(svg, Gap, 20, $"method {StainText.Name(options.Stain)}: before, after, measured stains (density of concentration 1 drawn as a swatch)");
        if (options.Reference is { } reference)
        {
            Text(svg, Gap, 20 + Line, "reference: " + string.Join("   ", StainText.Lines(reference)));
            Swatches(svg, reference, (Gap, 42));
        }

        for (int i = 0; i < items.Length; i++)
        {
            Row(svg, items[i], (Head + (i * (View + Gap)), textLeft));
        }

        return svg.Append("</svg>").ToString();
    }

    private static void Row(StringBuilder svg, StainRunItem item, (int Top, int TextLeft) place)
    {
        (int top, int textLeft) = place;
        if (item.Views is { } views)
        {
            Image(svg, views.Before, (Gap, top, View));
            Image(svg, views.After, ((2 * Gap) + View, top, textLeft - (3 * Gap) - View));
        }

        List<string> lines = [Path.GetFileName(item.Input)];
        lines.AddRange(item.Source is { } source ? StainText.Lines(source) : []);
        lines.AddRange(new[] { item.Unchanged is { } reason ? $"unchanged: {reason}" : null, item.Failure }.OfType<string>());
        for (int line = 0; line < lines.Count; line++)
        {
            Text(svg, textLeft, top + 12 + (line * Line), lines[line]);
        }

        if (item.Source is { } measured)
        {
            Swatches(svg, measured, (textLeft, top + 12 + (lines.Count * Line)));
        }
    }

    private static void Swatches(StringBuilder svg, StainStatistics statistics, (int X, int Y) place)
    {
        int x = place.X;
        foreach (StainVector vector in new[] { statistics.First, statistics.Second }.OfType<StainVector>())
        {
            byte Level(double density) => (byte)Math.Clamp(statistics.TransmittedLight * Math.Exp(-density), 0, 255);
            string colour = new RgbColor(Level(vector.R), Level(vector.G), Level(vector.B)).Hex;
            svg.Append($"<rect x=\"{x}\" y=\"{place.Y}\" width=\"60\" height=\"16\" fill=\"{colour}\"/>");
            x += 66;
        }
    }

    private static void Image(StringBuilder svg, Raster<byte> picture, (int X, int Y, int Width) place)
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.png");
        try
        {
            PictureFile.WritePng(file, picture);
            string data = Convert.ToBase64String(File.ReadAllBytes(file));
            svg.Append($"<image x=\"{place.X}\" y=\"{place.Y}\" width=\"{place.Width}\" height=\"{View}\" xlink:href=\"data:image/png;base64,{data}\"/>");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Text(StringBuilder svg, int x, int y, string text) =>
        svg.Append($"<text x=\"{x}\" y=\"{y}\" fill=\"#202020\">{WebUtility.HtmlEncode(text)}</text>");
}
