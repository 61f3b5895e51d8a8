using System.Globalization;
using System.Text;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Puts an agreement of numbers on disk: agreement.json, agreement.csv, agreement.svg and .png.</summary>
public static class AgreementFiles
{
    public const int SchemaVersion = 1;

    /// <summary>The agreement with its settings and what was left out, as JSON text.</summary>
    public static string Json(PairedAgreement agreement, PairedTable table, AgreementOptions options) => StrictJson.Write(new
    {
        Schema = "marrow.agreement",
        SchemaVersion,
        Settings = options,
        table.OnlyInTruth,
        table.OnlyInMeasured,
        table.Unusable,
        Agreement = agreement,
    });

    /// <summary>Writes all files into a folder, which is made where it is missing.</summary>
    public static void Write(PairedAgreement agreement, PairedTable table, (AgreementOptions Options, string Quantity) about, string folder)
    {
        Directory.CreateDirectory(folder);
        string svg = AgreementFigure.ToSvg(agreement, about.Quantity);
        WholeFile.WriteText(Path.Combine(folder, "agreement.json"), Json(agreement, table, about.Options));
        WholeFile.WriteText(Path.Combine(folder, "agreement.csv"), Csv(agreement));
        WholeFile.WriteText(Path.Combine(folder, "agreement.svg"), svg);
        WholeFile.Write(Path.Combine(folder, "agreement.png"), stream => stream.Write(Svg.ToPng(svg, 2)));
    }

    internal static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static string Csv(PairedAgreement agreement)
    {
        var text = new StringBuilder("name,truth,measured,difference,relativeDifferencePercent,stratum\n");
        foreach (PairedNumber pair in agreement.Pairs)
        {
            string relative = pair.RelativeDifferencePercent?.ToString("R", CultureInfo.InvariantCulture) ?? "";
            text.Append(CultureInfo.InvariantCulture, $"{Quoted(pair.Name)},{pair.Truth:R},{pair.Measured:R},{pair.Difference:R},{relative},{Quoted(pair.Stratum ?? "")}\n");
        }

        return text.ToString();
    }
}
