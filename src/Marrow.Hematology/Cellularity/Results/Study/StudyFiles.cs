using System.Globalization;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>Writes what stands beside the slides' folders: tables, summary, pictures.</summary>
internal static class StudyFiles
{
    private const double PngScale = 1.6;
    private const double WidestPng = 8000;

    /// <param name="cohort">The cohort's figure, where it was drawn ahead.</param>
    public static void Write(string folder, IReadOnlyList<StudyRow> rows, StudySummary summary, FigureAhead cohort)
    {
        ParallelFailure.Unbundle(() =>
        {
            Parallel.Invoke(() => WriteFigure(Path.Combine(folder, "cohort"), StudyFigures.Cohort(rows, summary), cohort), () => WriteTables(folder, rows, summary));
            return true;
        });
        WriteSeries(folder, PatientSeries.Of(rows));
    }

    private static void WriteTables(string folder, IReadOnlyList<StudyRow> rows, StudySummary summary)
    {
        WholeFile.WriteText(Path.Combine(folder, "results.csv"), StudyTable.Results(rows));
        WholeFile.WriteText(Path.Combine(folder, StudyFolder.SummaryFile), StrictJson.Write(summary));
    }

    /// <summary>Writes a figure as SVG and as PNG.</summary>
    /// <param name="path">Without its ending.</param>
    /// <param name="ahead">Where it may have been drawn already.</param>
    public static void WriteFigure(string path, string svg, FigureAhead? ahead = null)
    {
        WholeFile.WriteText(path + ".svg", svg);
        byte[] png = ahead?.PngOf(svg) ?? Png(svg);
        WholeFile.Write(path + ".png", stream => stream.Write(png));
    }

    /// <summary>A figure as PNG, larger than its SVG units but not too wide.</summary>
    public static byte[] Png(string svg) => Svg.ToPng(svg, Math.Min(PngScale, WidestPng / LargerSide(svg)));

    private static void WriteSeries(string folder, IReadOnlyList<PatientSeries> patients)
    {
        string path = Path.Combine(folder, "series");
        if (patients.Count > 0)
        {
            WholeFile.WriteText(path + ".csv", StudyTable.Series(patients));
            WriteFigure(path, StudyFigures.Series(patients));
            return;
        }

        // What an earlier run wrote no longer holds.
        foreach (string ending in new[] { ".csv", ".svg", ".png" })
        {
            File.Delete(path + ending);
        }
    }

    private static double LargerSide(string svg) => Math.Max(Side(svg, "width"), Side(svg, "height"));

    // From the text: the root comes first, and an XML reader for two numbers costs 30 ms and 3 MB.
    private static double Side(string svg, string name)
    {
        int from = svg.IndexOf($" {name}=\"", StringComparison.Ordinal) + name.Length + 3;
        return double.Parse(svg.AsSpan(from, svg.IndexOf('"', from) - from), CultureInfo.InvariantCulture);
    }
}
