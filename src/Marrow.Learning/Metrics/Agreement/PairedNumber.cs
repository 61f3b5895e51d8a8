namespace Marrow.Learning;

/// <summary>One thing measured twice.</summary>
/// <param name="Stratum">The group it belongs to, or null.</param>
public sealed record PairedNumber(string Name, double Truth, double Measured, string? Stratum = null)
{
    /// <summary>Measured − truth.</summary>
    public double Difference => Measured - Truth;

    /// <summary>100 × difference / truth; null where the truth is 0.</summary>
    public double? RelativeDifferencePercent => Truth == 0 ? null : 100 * Difference / Truth;
}
