using System.Text;
using Marrow.Hematology.Segmentation;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>
/// Writes the results of an imagined slide to nowhere. What that loads and compiles takes a fifth of a second of one processor; done while a
/// picture is decoded, which leaves one free, nobody waits for it at the end.
/// </summary>
internal static class Rehearsal
{
    private const int Side = 16;

    private static int _isDone;

    /// <summary>Once in a process; nothing at the next call.</summary>
    public static void Run()
    {
        if (Interlocked.Exchange(ref _isDone, 1) != 0)
        {
            return;
        }

        CloserLook.Rehearse();
        CellularityAnalysisResult result = Imagined();
        ObjectsGeoJson.Write(Stream.Null, result, Labels());
        CellularityDocument document = Describe(result);
        ReportPage page = new(document, result);
        page.Draft();
        page.Write(TextWriter.Null, Encoding.UTF8.GetBytes(ResultJson.Write(document)));
        StudyRow[] rows = [StudyRow.Of(document)];
        var summary = StudySummary.Of(rows);
        StudyFigures.Cohort(rows, summary);
        StudyTable.Results(rows);
        ResultJson.Write(summary);
    }

    private static CellularityAnalysisResult Imagined()
    {
        var levels = new GrayHistogram();
        levels.Add(100, Side * Side / 2);
        levels.Add(230, Side * Side / 2);
        FatThreshold threshold = PercentileRule.Threshold(levels);
        var tally = new Tally();
        tally.AddSplit(levels, (byte)threshold.Value, Side * Side);
        return new CellularityAnalysisResult
        {
            Size = new PixelSize(Side, Side),
            Pitch = null,
            Counts = tally.Counts,
            Rule = FatRule.Percentile,
            Threshold = threshold,
            Vacuoles = [],
            GreyHistogram = levels.Counts,
            Sensitivity = SensitivityCurve.ForPercentile(levels),
            Suspicions = [new Suspicion("imagined", "No slide was looked at.")],
            RegionMethod = "whole",
            IsModelFree = true,
        };
    }

    /// <summary>Marrow above, fat below.</summary>
    private static CompartmentGrid Labels()
    {
        byte[] labels = new byte[Side * Side];
        labels.AsSpan(0, labels.Length / 2).Fill((byte)Compartment.Haematopoietic);
        labels.AsSpan(labels.Length / 2).Fill((byte)Compartment.Fat);
        CompartmentGrid grid = new();
        grid.Begin(new PixelSize(Side, Side));
        grid.Write(0, Side, labels);
        return grid;
    }

    private static CellularityDocument Describe(CellularityAnalysisResult result) => new()
    {
        Slide = "imagined",
        Input = new InputDocument("imagined", "", 0, "none", Side, Side, "unknown"),
        CellularityPercent = result.Counts.CellularityPercent!.Value,
        CoveragePercent = result.Counts.CoveragePercent!.Value,
        AdipocytePercent = result.Counts.AdipocytePercent!.Value,
        Pixels = PixelDocument.Of(result),
        Adipocytes = AdipocyteDocument.Of(result),
        Fat = new FatDocument(result.Rule, result.Threshold.Value, result.Threshold.Unclamped, result.Threshold.Clamp),
        Band = BandDocument.Of(result.Counts.CellularityPercent.Value, null),
        Method = new MethodDocument(result.RegionMethod, result.IsModelFree),
        Suspicions = result.Suspicions,
        Sensitivity = result.Sensitivity,
        Settings = new CellularityOptions(),
        Versions = VersionDocument.Current,
        Hashes = new Dictionary<string, string>(),
        Outputs = [],
    };
}
