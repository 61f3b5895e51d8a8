namespace Marrow.Hematology;

/// <summary>The grey value above which a pixel counts as fat, and where it came from.</summary>
/// <param name="Value">The value used, in grey levels 0–255; fat is strictly brighter. For objects: the seed level found relative to the slide's white.</param>
/// <param name="Unclamped">The percentile itself, before the clamp; null for the objects rule.</param>
/// <param name="Clamp"><c>none</c>, <c>lower</c> (raised to 180) or <c>upper</c> (lowered to 240); null for the objects rule.</param>
public sealed record FatThreshold(double Value, double? Unclamped, string? Clamp);
