using Marrow.Hematology;

namespace Marrow.Cli;

/// <summary>What <c>--format json</c> prints of a study.</summary>
internal sealed class StudyListing(StudyOutcome outcome)
{
    public string Folder => outcome.Folder;

    /// <summary>The documents of this run's slides, as in each <c>result.json</c>.</summary>
    public IReadOnlyList<CellularityDocument> Results => outcome.Rows.Select(row => row.Document).OfType<CellularityDocument>().ToArray();

    public IReadOnlyList<FailedSlide> Failures => outcome.Rows.Where(row => row.Failure is not null).Select(row => new FailedSlide(row.Slide, row.Path, row.Failure!.Message)).ToArray();

    public StudySummary Summary => outcome.Summary;

    internal sealed record FailedSlide(string Slide, string Path, string Error);
}
