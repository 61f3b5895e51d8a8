using System.Globalization;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>The charts of one slide.</summary>
internal static class ReportCharts
{
    /// <summary>Cellularity against the grey level that separates fat.</summary>
    public static LineChart Sensitivity(CellularityAnalysisResult result)
    {
        bool isObjects = result.Rule == FatRule.Objects;
        (double X, double Y)[] curve = new (double X, double Y)[result.Sensitivity.Count];
        for (int i = 0; i < curve.Length; i++)
        {
            curve[i] = (result.Sensitivity[i].Threshold, result.Sensitivity[i].CellularityPercent);
        }

        return new LineChart
        {
            Title = isObjects ? "Sensitivity: cellularity had the bright level been moved" : "Sensitivity: cellularity by threshold",
            X = new Axis(isObjects ? "bright level of fat (grey level)" : "grey level above which a pixel is fat"),
            Y = new Axis("cellularity (%)", 0, 100),
            Series = [new PointSeries("cellularity", ChartColors.Blue, curve)],
            References = [new ReferenceLine(result.Threshold.Value, $"used {Format(result.Threshold.Value)}", true, ChartColors.Vermilion)],
        };
    }

    /// <summary>How many vacuoles have which diameter; null where the rule knows no vacuoles or found none.</summary>
    public static HistogramChart? VacuoleSizes(CellularityAnalysisResult result)
    {
        if (result.Vacuoles.Count == 0)
        {
            return null;
        }

        double unit = result.Pitch?.Mean.Value ?? 1;
        double[] diameters = result.Vacuoles.Select(vacuole => vacuole.EquivalentDiameter.Value * unit).ToArray();
        (double start, double width, IReadOnlyList<long> counts) = HistogramChart.Bin(diameters);
        double median = SampleStatistics.MedianOf(diameters)!.Value;
        string symbol = result.Pitch is null ? "px" : "µm";
        return new HistogramChart
        {
            Title = $"Size of {result.Vacuoles.Count.ToString("N0", CultureInfo.InvariantCulture)} fat vacuoles",
            Start = start,
            BinWidth = width,
            Counts = counts,
            Color = ChartColors.Orange,
            X = new Axis($"equivalent diameter ({symbol})"),
            Y = new Axis("vacuoles"),
            References = [new ReferenceLine(median, $"median {Format(median)} {symbol}", true, ChartColors.Ink)],
        };
    }

    /// <summary>Grey levels of the marrow region with the level that was used.</summary>
    public static HistogramChart GreyLevels(CellularityAnalysisResult result) => new()
    {
        Title = "Grey levels of haematopoietic and fat area",
        Start = 0,
        BinWidth = 4,
        Counts = InFours(result.GreyHistogram),
        Color = ChartColors.Sky,
        X = new Axis("grey level", 0, 256),
        Y = new Axis("pixels"),
        References = [new ReferenceLine(result.Threshold.Value, $"used {Format(result.Threshold.Value)}", true, ChartColors.Vermilion)],
    };

    private static long[] InFours(IReadOnlyList<long> levels)
    {
        long[] bins = new long[levels.Count / 4];
        for (int i = 0; i < levels.Count; i++)
        {
            bins[i / 4] += levels[i];
        }

        return bins;
    }

    private static string Format(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
