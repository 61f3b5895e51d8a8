namespace Marrow.Learning;

/// <summary>One structure of one picture: counts, and how far the outlines lie apart (null where either is empty).</summary>
public sealed record StructureScore(LabelEntry Structure, OverlapCounts Counts, SurfaceAgreement? Surface);
