using System.Globalization;
using System.Text;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Puts an agreement of masks on disk: agreement.json, agreement.csv, agreement.svg and .png, and a comparison picture of each pair.</summary>
public static class MaskAgreementFiles
{
    public static string Json(MaskAgreement agreement) => StrictJson.Write(new
    {
        Schema = "marrow.maskAgreement",
        AgreementFiles.SchemaVersion,
        agreement.Pairs,
        agreement.OnlyInTruth,
        agreement.OnlyInMeasured,
        agreement.Pooled,
        agreement.Means,
    });

    /// <summary>Writes all files into a folder, which is made where it is missing.</summary>
    public static void Write(MaskAgreement agreement, (string Truth, string Measured) folders, string folder, CancellationToken token)
    {
        Directory.CreateDirectory(Path.Combine(folder, "comparison"));
        string svg = Figure(agreement);
        WholeFile.WriteText(Path.Combine(folder, "agreement.json"), Json(agreement));
        WholeFile.WriteText(Path.Combine(folder, "agreement.csv"), Csv(agreement));
        WholeFile.WriteText(Path.Combine(folder, "agreement.svg"), svg);
        WholeFile.Write(Path.Combine(folder, "agreement.png"), stream => stream.Write(Svg.ToPng(svg, 2)));
        IReadOnlyDictionary<string, string> truth = MaskAgreement.Files(folders.Truth), measured = MaskAgreement.Files(folders.Measured);
        foreach (MaskPair pair in agreement.Pairs.Where(pair => pair.Scores is not null))
        {
            token.ThrowIfCancellationRequested();
            Raster<byte> picture = MaskComparisonPicture.Draw(PictureFile.ReadMask(truth[pair.Name]), PictureFile.ReadMask(measured[pair.Name]));
            PictureFile.WritePng(Path.Combine(folder, "comparison", $"{pair.Name}.png"), picture);
        }
    }

    /// <summary>One line a pair, then pooled, as text.</summary>
    public static string Text(MaskAgreement agreement)
    {
        var text = new StringBuilder();
        foreach (MaskPair pair in agreement.Pairs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{pair.Name,-30} {(pair.Scores is { } scores ? Line(scores) : $"error: {pair.Error}")}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{"(pooled)",-30} {(agreement.Pooled is { } pooled ? Line(pooled) : "nothing could be compared")}\n").ToString();
    }

    private static string Line(MaskScores scores)
    {
        static string Ratio(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "undefined";
        return $"IoU {Ratio(scores.IntersectionOverUnion)}  Dice {Ratio(scores.Dice)}  precision {Ratio(scores.Precision)}  recall {Ratio(scores.Recall)}  specificity {Ratio(scores.Specificity)}";
    }

    private static string Figure(MaskAgreement agreement)
    {
        MaskPair[] good = [.. agreement.Pairs.Where(pair => pair.Scores is not null)];
        string[] names = [.. good.Select(pair => pair.Name)];
        BarSeries Series(string name, string color, Func<MaskScores, double?> of) => new(name, color, [.. good.Select(pair => of(pair.Scores!))]);
        return new Figure
        {
            Title = $"Agreement of {good.Length} pairs of masks",
            Panels =
            [
                new BarChart
                {
                    Title = "IoU and Dice",
                    Categories = names,
                    Series = [Series("IoU", ChartColors.Blue, scores => scores.IntersectionOverUnion), Series("Dice", ChartColors.Orange, scores => scores.Dice)],
                    Y = new Axis("0 to 1", 0, 1),
                    ValueFormat = "0.000",
                },
                new BarChart
                {
                    Title = "Precision and recall",
                    Categories = names,
                    Series = [Series("precision", ChartColors.Green, scores => scores.Precision), Series("recall", ChartColors.Purple, scores => scores.Recall)],
                    Y = new Axis("0 to 1", 0, 1),
                    ValueFormat = "0.000",
                },
            ],
        }.ToSvg();
    }

    private static string Csv(MaskAgreement agreement)
    {
        var text = new StringBuilder(CsvText.Line(
        [
            "name", "truePositive", "falsePositive", "falseNegative", "trueNegative", "intersectionOverUnion", "dice", "precision", "recall",
            "specificity", "accuracy", "truthCoveragePercent", "measuredCoveragePercent", "error",
        ]));
        foreach (MaskPair pair in agreement.Pairs)
        {
            text.Append(CsvText.Line([pair.Name, .. Cells(pair.Scores), pair.Error]));
        }

        return text.Append(CsvText.Line(["(pooled)", .. Cells(agreement.Pooled), null])).ToString();
    }

    private static object?[] Cells(MaskScores? scores) =>
    [
        scores?.Counts.TruePositive, scores?.Counts.FalsePositive, scores?.Counts.FalseNegative, scores?.Counts.TrueNegative,
        scores?.IntersectionOverUnion, scores?.Dice, scores?.Precision, scores?.Recall, scores?.Specificity, scores?.Accuracy,
        scores?.TruthCoveragePercent, scores?.MeasuredCoveragePercent,
    ];
}
