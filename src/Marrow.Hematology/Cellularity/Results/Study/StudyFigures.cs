using System.Globalization;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>The pictures of a study: the cohort on one sheet, and each patient over time.</summary>
internal static class StudyFigures
{
    private const int PatientLimit = 60, DuplicateLimit = 3;

    // Two panels abreast up to here.
    private const int AbreastLimit = 58;

    private static readonly Axis CellularityAxis = new("cellularity (%)", 0, 100);

    /// <summary>Cellularity and coverage of each slide, what the analysed area consists of, and the statistics.</summary>
    public static string Cohort(IReadOnlyList<StudyRow> rows, StudySummary summary)
    {
        CellularityDocument[] slides = rows.Select(row => row.Document).OfType<CellularityDocument>().ToArray();
        string[] names = slides.Select(slide => slide.Slide).ToArray();
        BarChart Bars(string title, Axis axis, (string Color, double? Mean) look, Func<CellularityDocument, double> value) => new()
        {
            Title = title,
            Categories = names,
            Y = axis,
            Reference = look.Mean,
            Series = [new BarSeries(title, look.Color, slides.Select(slide => (double?)value(slide)).ToArray())],
        };
        string failed = summary.Failed == 0 ? "" : $", {summary.Failed} failed";
        return new Figure
        {
            Title = $"Marrow cellularity: {slides.Length} {(slides.Length == 1 ? "slide" : "slides")}{failed}",
            Columns = slides.Length > AbreastLimit ? 1 : 2,
            PanelWidth = Math.Clamp(slides.Length * 18, 520, 1600),
            Panels =
            [
                Bars("Cellularity (dashed: mean)", CellularityAxis, (ChartColors.Blue, summary.CellularityPercent.Mean), slide => slide.CellularityPercent),
                Bars("Coverage (dashed: mean)", new Axis("marrow in analysed area (%)", 0, 100), (ChartColors.Sky, summary.CoveragePercent.Mean), slide => slide.CoveragePercent),
                Composition(names, slides),
                Statistics(summary),
            ],
        }.ToSvg();
    }

    /// <summary>One panel for each patient: slides as dots, the line through the mean of each day.</summary>
    public static string Series(IReadOnlyList<PatientSeries> patients)
    {
        int shown = Math.Min(patients.Count, PatientLimit);
        string more = shown < patients.Count ? $" ({shown} of {patients.Count} patients; all are in series.csv)" : "";
        return new Figure { Title = "Cellularity over time" + more, Panels = patients.Take(shown).Select(SeriesPanel).ToArray() }.ToSvg();
    }

    private static LineChart SeriesPanel(PatientSeries patient)
    {
        (double X, double Y)[] days = patient.Slides.GroupBy(patient.DayOf).Select(day => ((double)day.Key, day.Average(slide => slide.CellularityPercent))).ToArray();
        (double X, double Y)[] expected = patient.Slides.Where(slide => slide.Band.ExpectedPercent is not null)
            .Select(slide => ((double)patient.DayOf(slide), slide.Band.ExpectedPercent!.Value)).Distinct().ToArray();
        PointSeries measured = new("measured", ChartColors.Blue, days);
        return new LineChart
        {
            Title = $"Patient {patient.Id}",
            X = new Axis($"days since {patient.First.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"),
            Y = CellularityAxis,
            HasDots = true,
            Series = expected.Length == 0 ? [measured] : [measured, new PointSeries("expected at that age", ChartColors.Orange, expected)],
        };
    }

    private static BarChart Composition(string[] names, CellularityDocument[] slides)
    {
        BarSeries Share(Compartment compartment, Func<PixelDocument, long> pixels) => new(
            CompartmentColors.NameOf(compartment),
            CompartmentColors.Of(compartment).Hex,
            slides.Select(slide => (double?)(100.0 * pixels(slide.Pixels) / slide.Pixels.Analyzed)).ToArray());
        return new BarChart
        {
            Title = "Composition of the analysed area",
            Categories = names,
            Y = new Axis("share (%)", 0, 100),
            IsStacked = true,
            Series =
            [
                Share(Compartment.Haematopoietic, pixels => pixels.Haematopoietic),
                Share(Compartment.Fat, pixels => pixels.Fat),
                Share(Compartment.Bone, pixels => pixels.Bone),
                Share(Compartment.Excluded, pixels => pixels.Excluded),
                Share(Compartment.Glass, pixels => pixels.Glass),
            ],
        };
    }

    private static StatisticsPanel Statistics(StudySummary summary)
    {
        List<(string, string)> rows = [];
        void Block(string name, SampleStatistics of)
        {
            rows.Add((name, ""));
            rows.Add(("mean", Percent(of.Mean)));
            rows.Add(("sample SD", Percent(of.StandardDeviation)));
            rows.Add(("median", Percent(of.Median)));
            rows.Add(("range", of.Count == 0 ? "–" : $"{Percent(of.Minimum)} – {Percent(of.Maximum)}"));
        }

        Block("Cellularity", summary.CellularityPercent);
        Block("Coverage", summary.CoveragePercent);
        foreach ((string label, int slides) in summary.Bands)
        {
            rows.Add((label, slides.ToString(CultureInfo.InvariantCulture)));
        }

        rows.Add(("slides with suspicions raised", summary.Suspicions.Count == 0 ? "none" : string.Join(", ", summary.Suspicions.Select(raised => $"{raised.Key} {raised.Value}"))));
        foreach (IReadOnlyList<string> alike in summary.Duplicates.Take(DuplicateLimit))
        {
            rows.Add(("the same bytes, each counted", string.Join(", ", alike)));
        }

        return new StatisticsPanel { Title = summary.IsComparable ? "Statistics" : "Statistics (slides were analysed in different ways)", Rows = rows };
    }

    private static string Percent(double? value) => value is { } number ? number.ToString("0.0", CultureInfo.InvariantCulture) + " %" : "–";
}
