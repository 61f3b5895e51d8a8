using System.Text;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>Cellularity against the grey level that separates fat, for the slides of a plan: <c>sweep.csv</c>, <c>sweep.svg</c>, <c>sweep.png</c>.</summary>
public static class CellularitySweep
{
    /// <summary>A slide that fails has no curve; the others go on. Nothing is written where all fail.</summary>
    /// <exception cref="ResultFolderException">Results cannot be written.</exception>
    public static SweepOutcome Run(StudyPlan plan, CellularityMethod method, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(method);
        using StudyFolder folder = StudyFolder.Open(plan.OutputFolder);
        List<SweepCurve> curves = [];
        List<StudyRow> failures = [];
        foreach (StudySlide slide in plan.Slides)
        {
            try
            {
                curves.Add(Measure(slide, method, token));
            }
            catch (Exception failure) when (StudyRow.IsOfOneSlide(failure))
            {
                failures.Add(StudyRow.Of(slide, failure));
            }
        }

        if (curves.Count > 0)
        {
            ResultFolderException.Guard(folder.Root, () =>
            {
                WholeFile.WriteText(Path.Combine(folder.Root, "sweep.csv"), Table(curves));
                StudyFiles.WriteFigure(Path.Combine(folder.Root, "sweep"), Draw(curves));
            });
        }

        return new SweepOutcome(curves, failures);
    }

    private static SweepCurve Measure(StudySlide slide, CellularityMethod method, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        using Slide open = Slide.Open(slide.Path);
        CellularityAnalysisResult result = ParallelFailure.Unbundle(() => method(open, slide.Settings, NoSink.Instance, token));
        double cellularity = result.Counts.CellularityPercent ?? throw new SlideFormatException(slide.Path, SlideResult.NoMarrow(result));
        return new SweepCurve(slide.Name, result.Rule, new SensitivityPoint(result.Threshold.Value, cellularity), result.Sensitivity);
    }

    private static string Table(IEnumerable<SweepCurve> curves)
    {
        StringBuilder table = new(CsvText.Line(["slide", "threshold", "cellularityPercent", "isUsed"]));
        foreach (SweepCurve curve in curves)
        {
            IEnumerable<SensitivityPoint> points = curve.Points.Where(point => point.Threshold != curve.Used.Threshold).Append(curve.Used).OrderBy(point => point.Threshold);
            foreach (SensitivityPoint point in points)
            {
                table.Append(CsvText.Line([curve.Slide, point.Threshold, point.CellularityPercent, point == curve.Used ? "true" : "false"]));
            }
        }

        return table.ToString();
    }

    private static string Draw(List<SweepCurve> curves) => new LineChart
    {
        Title = curves.Count == 1 ? $"Cellularity against threshold: {curves[0].Slide}" : "Cellularity against threshold (dots: the level used)",
        X = new Axis("grey level above which a pixel is fat"),
        Y = new Axis("cellularity (%)", 0, 100),
        Series = curves.Select(Series).ToArray(),
        References = curves.Count == 1 ? [new ReferenceLine(curves[0].Used.Threshold, FormattableString.Invariant($"used {curves[0].Used.Threshold:0.#}: {curves[0].Used.CellularityPercent:0.0} %"), true, ChartColors.Vermilion)] : [],
    }.ToSvg(760, 460);

    private static PointSeries Series(SweepCurve curve, int number) =>
        new(curve.Slide, ChartColors.Series(number), curve.Points.Select(point => (point.Threshold, point.CellularityPercent)).ToArray())
        {
            Mark = (curve.Used.Threshold, curve.Used.CellularityPercent),
        };
}
