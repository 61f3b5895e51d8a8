namespace Marrow.Hematology;

/// <summary>What a run of a study did.</summary>
/// <param name="Rows">The slides of this run, by name.</param>
/// <param name="StudyRows">All slides that the folder now holds, and those of this run that failed, by name: the rows of <c>results.csv</c>.</param>
/// <param name="Summary">As in <c>summary.json</c>.</param>
/// <param name="Folder">Full path of the study's folder.</param>
public sealed record StudyOutcome(IReadOnlyList<StudyRow> Rows, IReadOnlyList<StudyRow> StudyRows, StudySummary Summary, string Folder);
