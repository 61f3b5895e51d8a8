namespace Marrow.Hematology;

/// <summary><c>summary.json</c>: the study in numbers, each computed from the rows of <c>results.csv</c>.</summary>
public sealed record StudySummary
{
    public string Schema { get; init; } = "marrow.cellularity.study";

    public int SchemaVersion { get; init; } = 1;

    /// <summary>Slides with a result.</summary>
    public required int Slides { get; init; }

    /// <summary>Slides without.</summary>
    public required int Failed { get; init; }

    public required SampleStatistics CellularityPercent { get; init; }

    public required SampleStatistics CoveragePercent { get; init; }

    public required SampleStatistics AdipocytePercent { get; init; }

    /// <summary>How many slides fall into each band.</summary>
    public required IReadOnlyDictionary<string, int> Bands { get; init; }

    /// <summary>How many slides raised each suspicion.</summary>
    public required IReadOnlyDictionary<string, int> Suspicions { get; init; }

    /// <summary>Slides whose files hold the same bytes, each with its equals: all of them count in the numbers above.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Duplicates { get; init; }

    /// <summary>False where slides were analysed by different fat rules, region sources or versions and should not be averaged.</summary>
    public required bool IsComparable { get; init; }

    public static StudySummary Of(IReadOnlyList<StudyRow> rows)
    {
        CellularityDocument[] documents = rows.Select(row => row.Document).OfType<CellularityDocument>().ToArray();
        return new StudySummary
        {
            Slides = documents.Length,
            Failed = rows.Count - documents.Length,
            CellularityPercent = SampleStatistics.Of(documents.Select(document => document.CellularityPercent)),
            CoveragePercent = SampleStatistics.Of(documents.Select(document => document.CoveragePercent)),
            AdipocytePercent = SampleStatistics.Of(documents.Select(document => document.AdipocytePercent)),
            Bands = Count(documents.Select(document => document.Band.Label)),
            Suspicions = Count(documents.SelectMany(document => document.Suspicions.Select(suspicion => suspicion.Code).Distinct())),
            Duplicates = Alike(documents),
            IsComparable = documents.All(document => document.Settings.Fat == documents[0].Settings.Fat
                && document.Settings.Region == documents[0].Settings.Region && document.Versions.Marrow == documents[0].Versions.Marrow),
        };
    }

    private static string[][] Alike(CellularityDocument[] documents)
    {
        Dictionary<string, string[]> slides = [];
        foreach (CellularityDocument document in documents)
        {
            slides[document.Input.Sha256] = [.. slides.GetValueOrDefault(document.Input.Sha256, []), document.Slide];
        }

        return [.. slides.Values.Where(names => names.Length > 1)];
    }

    /// <summary>By name, in the names' order.</summary>
    private static Dictionary<string, int> Count(IEnumerable<string> names)
    {
        string[] sorted = [.. names];
        Array.Sort(sorted, StringComparer.Ordinal);
        Dictionary<string, int> counts = [];
        foreach (string name in sorted)
        {
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        return counts;
    }
}
