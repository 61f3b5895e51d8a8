namespace Marrow.Hematology;

/// <summary>Which rule told fat from haematopoietic marrow, and its grey level.</summary>
/// <param name="Threshold">Grey level used, 0–255; fat is strictly brighter. For objects: the seed level.</param>
/// <param name="UnclampedThreshold">The 75th percentile itself; null for objects.</param>
/// <param name="Clamp"><c>none</c>, <c>lower</c> or <c>upper</c>; null for objects.</param>
public sealed record FatDocument(FatRule Rule, double Threshold, double? UnclampedThreshold = null, string? Clamp = null);
