using System.Globalization;
using Marrow.Hematology;
using Marrow.Imaging;

namespace Marrow.Cli;

/// <summary>Prints a study: progress and suspicions while it runs, the table at its end.</summary>
internal sealed class StudyPrinter(bool isJson)
{
    private const int NameWidth = 36;

    /// <summary>One line on stderr for each slide of several.</summary>
    public static void Progress(StudyProgress progress)
    {
        if (progress.Total == 1)
        {
            return;
        }

        string what = progress.Row.Document is { } document ? $"{Percent(document.CellularityPercent)} %{(progress.IsKept ? " (kept)" : "")}" : "failed";
        Console.Error.WriteLine($"[{progress.Done}/{progress.Total}] {progress.Row.Slide}: {what}");
    }

    /// <returns>The exit code: good, or that of the first slide that failed.</returns>
    public int Print(StudyOutcome outcome)
    {
        if (isJson)
        {
            Console.Out.Write(StrictJson.Write(new StudyListing(outcome)));
        }
        else
        {
            PrintTable(outcome);
        }

        return Complain(outcome.Rows);
    }

    /// <summary>A sentence on stderr for each slide that failed.</summary>
    /// <returns>The exit code: good, or that of the first that failed.</returns>
    public static int Complain(IReadOnlyList<StudyRow> rows)
    {
        Exception[] failures = [.. rows.Select(row => row.Failure).OfType<Exception>()];
        foreach (Exception failure in failures)
        {
            Console.Error.WriteLine($"marrow: {failure.Message}");
        }

        return ExitCodes.OfBatch(failures);
    }

    private static void PrintTable(StudyOutcome outcome)
    {
        Console.Out.WriteLine($"{"slide",-NameWidth}  cellularity     fat  coverage  adipocytes  band");
        foreach (StudyRow row in outcome.Rows)
        {
            Console.Out.WriteLine(row.Document is { } document ? Line(document) : $"{Name(row.Slide)}  error: {row.Failure!.Message}");
        }

        foreach (StudyRow row in outcome.Rows)
        {
            foreach (Suspicion suspicion in row.Document?.Suspicions ?? [])
            {
                Console.Out.WriteLine($"suspicion  {row.Slide}: {suspicion.Message} [{suspicion.Code}]");
            }
        }

        foreach (IReadOnlyList<string> alike in outcome.Summary.Duplicates)
        {
            Console.Out.WriteLine($"suspicion  {string.Join(", ", alike)}: files of the same bytes, and each counts in the study's numbers [duplicate]");
        }

        if (outcome.Summary.Slides > 1)
        {
            SampleStatistics all = outcome.Summary.CellularityPercent;
            Console.Out.WriteLine($"{all.Count} slides in the study: mean {Percent(all.Mean)} %, SD {Percent(all.StandardDeviation)}, median {Percent(all.Median)}, range {Percent(all.Minimum)}–{Percent(all.Maximum)}");
        }

        Console.Out.WriteLine($"results are in {outcome.Folder}");
    }

    private static string Line(CellularityDocument document) =>
        $"{Name(document.Slide)}  {Percent(document.CellularityPercent),9} %  {Percent(document.AdipocytePercent),4} %  {Percent(document.CoveragePercent),6} %  {(document.Adipocytes.Count?.ToString(CultureInfo.InvariantCulture) ?? "–"),10}  {document.Band.Label}";

    private static string Name(string name) => (name.Length <= NameWidth ? name : name[..(NameWidth - 10)] + "…" + name[^9..]).PadRight(NameWidth);

    private static string Percent(double? value) => value?.ToString("0.0", CultureInfo.InvariantCulture) ?? "–";
}
