namespace Marrow.Hematology;

/// <summary>Whether the marrow is less, as or more cellular than expected, and by whose expectation.</summary>
/// <param name="Label"><c>hypocellular</c>, <c>normocellular</c> or <c>hypercellular</c>.</param>
/// <param name="LowerPercent">Below this it is hypocellular.</param>
/// <param name="UpperPercent">Above this it is hypercellular.</param>
/// <param name="ExpectedPercent">The age-adjusted expectation; null without an age.</param>
/// <param name="Source">Where the expectation comes from.</param>
public sealed record BandDocument(string Label, double LowerPercent, double UpperPercent, string Source, double? ExpectedPercent = null)
{
    private const double Tolerance = 10;

    /// <summary>Places a cellularity; both limits belong to normocellular.</summary>
    /// <param name="ageYears">Null takes the fixed band of 40 to 50 %.</param>
    public static BandDocument Of(double cellularityPercent, double? ageYears)
    {
        (double lower, double upper, double? expected) = (40, 50, null);
        string source = "fixed band 40–50 % of the published method, which Thiele et al. (Haematologica 2005) give for ages 40 to 60; not adjusted for age";
        if (ageYears is { } age)
        {
            double center = Math.Clamp(100 - age, 10, 100);
            (lower, upper, expected) = (Math.Max(0, center - Tolerance), Math.Min(100, center + Tolerance), center);
            source = "rule of thumb of haematopathology texts: expected cellularity = 100 − age in years, kept within 10–100; ±10 points count as normocellular (a convention, no reference interval)";
        }

        string label = cellularityPercent < lower ? "hypocellular" : cellularityPercent > upper ? "hypercellular" : "normocellular";
        return new BandDocument(label, lower, upper, source, expected);
    }
}
