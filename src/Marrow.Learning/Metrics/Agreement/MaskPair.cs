namespace Marrow.Learning;

/// <summary>One pair of mask files: its scores, or why there are none.</summary>
public sealed record MaskPair(string Name, MaskScores? Scores, string? Error);
