namespace Marrow.Learning;

/// <summary>Two one-sided tests (Schuirmann 1987): are differences within ± the margin?</summary>
/// <param name="PLower">Against a mean difference at or below −margin.</param>
/// <param name="PUpper">Against a mean difference at or above +margin.</param>
/// <param name="IsEquivalent">Both p values are below (1 − confidence).</param>
public sealed record EquivalenceTest(double Margin, double PLower, double PUpper, bool IsEquivalent)
{
    /// <summary>The larger of both: the p value of the test.</summary>
    public double P => Math.Max(PLower, PUpper);
}
