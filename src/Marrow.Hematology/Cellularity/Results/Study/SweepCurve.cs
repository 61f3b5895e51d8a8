namespace Marrow.Hematology;

/// <summary>How the cellularity of one slide depends on the level that separates fat.</summary>
/// <param name="Used">The level that the rule chose, and its cellularity.</param>
public sealed record SweepCurve(string Slide, FatRule Rule, SensitivityPoint Used, IReadOnlyList<SensitivityPoint> Points);
