namespace Marrow.Hematology;

/// <summary>What a sweep gave.</summary>
/// <param name="Curves">By name.</param>
/// <param name="Failures">The slides without a curve, with the reason.</param>
public sealed record SweepOutcome(IReadOnlyList<SweepCurve> Curves, IReadOnlyList<StudyRow> Failures);
