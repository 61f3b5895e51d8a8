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
    public static void Write(PairedAgreement agreement, PairedTable table, AgreementOptions options, string folder)
    {
        Directory.CreateDirectory(folder);
        string svg = AgreementFigure.ToSvg(agreement, table.Column == CsvTable.Cellularity ? "cellularity (%)" : table.Column);
        WholeFile.WriteText(Path.Combine(folder, "agreement.json"), Json(agreement, table, options));
        WholeFile.WriteText(Path.Combine(folder, "agreement.csv"), Csv(agreement));
        WholeFile.WriteText(Path.Combine(folder, "agreement.svg"), svg);
        WholeFile.Write(Path.Combine(folder, "agreement.png"), stream => stream.Write(Svg.ToPng(svg, 2)));
    }

    private static string Csv(PairedAgreement agreement)
    {
        var text = new StringBuilder(CsvText.Line(["name", "truth", "measured", "difference", "relativeDifferencePercent", "stratum"]));
        foreach (PairedNumber pair in agreement.Pairs)
        {
            text.Append(CsvText.Line([pair.Name, pair.Truth, pair.Measured, pair.Difference, pair.RelativeDifferencePercent, pair.Stratum]));
        }

        return text.ToString();
    }
}
