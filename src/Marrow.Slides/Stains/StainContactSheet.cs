using System.Net;
using System.Text;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>One picture that lets a person check a run: each file before and after, its stain vectors as swatches and numbers, or why it is unchanged.</summary>
internal static class StainContactSheet
{
    private const int RowsPerSheet = 12, View = 160, Line = 16, Gap = 10, TextWidth = 460, LettersPerLine = 64;

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
        // The text starts right of the widest row.
        StainRunItem widest = items.MaxBy(item => item.Views.Count)!;
        int textLeft = Gap + (widest.Views.Count * (View + Gap)), head = options.Reference is null ? 52 : 84, height = head + items.Sum(Height);
        var svg = new StringBuilder($"<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{textLeft + TextWidth}\" height=\"{height}\" font-family=\"DejaVu Sans\" font-size=\"12\" xml:space=\"preserve\">");
        svg.Append($"<rect width=\"{textLeft + TextWidth}\" height=\"{height}\" fill=\"#ffffff\"/>");
        bool hasSwatches = options.Stain.Method is not (StainMethod.Reinhard or StainMethod.ModifiedReinhard);
        Text(svg, Gap, 20, $"method {StainText.Name(options.Stain)}{(hasSwatches ? "; a swatch is a stain's colour at concentration 1" : "")}");
        if (options.Reference is { } reference)
        {
            Text(svg, Gap, 20 + Line, "reference");
            Stains(svg, reference, (Gap + 70, 20 + Line));
        }

        for (int i = 0; i < widest.Views.Count; i++)
        {
            Text(svg, Gap + (i * (View + Gap)), head - 8, widest.Views[i].Name);
        }

        int top = head;
        foreach (StainRunItem item in items)
        {
            Row(svg, item, (top, textLeft));
            top += Height(item);
        }

        return svg.Append("</svg>").ToString();
    }

    private static int Height(StainRunItem item) => item.Views.Count > 0 ? View + Gap : (Line * (1 + Words(item).Length)) + Gap;

    private static void Row(StringBuilder svg, StainRunItem item, (int Top, int TextLeft) place)
    {
        for (int i = 0; i < item.Views.Count; i++)
        {
            Image(svg, item.Views[i].Picture, (Gap + (i * (View + Gap)), place.Top));
        }

        int y = place.Top + 12;
        Text(svg, place.TextLeft, y, Shorten(Path.GetFileName(item.Input)));
        foreach (string line in Words(item))
        {
            Text(svg, place.TextLeft, y += Line, line);
        }

        if (item.Source is { } source)
        {
            Stains(svg, source, (place.TextLeft, y + Line));
        }
    }

    /// <summary>Why there is no result, or none that differs, in lines that fit.</summary>
    private static string[] Words(StainRunItem item)
    {
        List<string> lines = [];
        string name = Path.GetFileName(item.Input) + ": ", remark = item.Remark ?? "";
        remark = remark.StartsWith(name, StringComparison.Ordinal) ? remark[name.Length..] : remark;
        foreach (string word in remark.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count == 0 || lines[^1].Length + 1 + word.Length > LettersPerLine)
            {
                lines.Add(Shorten(word));
            }
            else
            {
                lines[^1] += " " + word;
            }
        }

        return [.. lines];
    }

    private static string Shorten(string text) => text.Length <= LettersPerLine ? text : text[..(LettersPerLine - 1)] + "…";

    /// <summary>A line for each stain, a swatch before its numbers; Lab statistics as they are.</summary>
    private static void Stains(StringBuilder svg, StainStatistics statistics, (int X, int Y) place)
    {
        StainVector[] vectors = [.. new[] { statistics.First, statistics.Second }.OfType<StainVector>()];
        int line = 0;
        foreach (string text in StainText.Lines(statistics))
        {
            int y = place.Y + (line * Line);
            if (line < vectors.Length)
            {
                svg.Append($"<rect x=\"{place.X}\" y=\"{y - 11}\" width=\"40\" height=\"13\" fill=\"{Colour(vectors[line], statistics.TransmittedLight)}\"/>");
            }

            Text(svg, place.X + (line < vectors.Length ? 48 : 0), y, text);
            line++;
        }
    }

    private static string Colour(StainVector vector, double light)
    {
        return new RgbColor(Level(vector.R), Level(vector.G), Level(vector.B)).Hex;

        byte Level(double density) => (byte)Math.Clamp(light * Math.Exp(-density), 0, 255);
    }

    /// <summary>Fits the picture into a square and frames it, so that an empty one is seen too.</summary>
    private static void Image(StringBuilder svg, Raster<byte> picture, (int X, int Y) place)
    {
        double scale = (double)View / Math.Max(picture.Width, picture.Height);
        int width = Math.Max(1, (int)Math.Round(picture.Width * scale)), height = Math.Max(1, (int)Math.Round(picture.Height * scale));
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.png");
        try
        {
            PictureFile.WritePng(file, picture);
            string data = Convert.ToBase64String(File.ReadAllBytes(file));
            svg.Append($"<image x=\"{place.X}\" y=\"{place.Y}\" width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" xlink:href=\"data:image/png;base64,{data}\"/>");
            svg.Append($"<rect x=\"{place.X - 0.5}\" y=\"{place.Y - 0.5}\" width=\"{width + 1}\" height=\"{height + 1}\" fill=\"none\" stroke=\"#c0c0c0\"/>");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Text(StringBuilder svg, int x, int y, string text) =>
        svg.Append($"<text x=\"{x}\" y=\"{y}\" fill=\"#202020\">{WebUtility.HtmlEncode(text)}</text>");
}
