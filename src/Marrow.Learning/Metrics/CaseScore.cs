namespace Marrow.Learning;

/// <summary>One picture judged: the two files and a score for each structure.</summary>
public sealed record CaseScore(string ReferenceFile, string PredictionFile, IReadOnlyList<StructureScore> Structures);
