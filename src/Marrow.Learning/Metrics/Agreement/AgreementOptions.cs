namespace Marrow.Learning;

/// <summary>What is asked of paired numbers.</summary>
public sealed record AgreementOptions
{
    /// <summary>Differences up to this far count as none when equivalence is tested, in the unit of the numbers (5 points of cellularity by default); above 0.</summary>
    public double Margin
    {
        get;
        init => field = value > 0 && double.IsFinite(value) ? value : throw new ArgumentException($"the equivalence margin must be a positive number, got {value}");
    } = 5;

    /// <summary>Coverage of all intervals, above 0 and below 1.</summary>
    public double Confidence
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentException($"the confidence must lie between 0 and 1, got {value}");
    } = 0.95;

    /// <summary>Draws of the bootstrap, 100…1,000,000.</summary>
    public int Resamples
    {
        get;
        init => field = value is >= 100 and <= 1_000_000 ? value : throw new ArgumentException($"the resamples must lie in 100…1,000,000, got {value}");
    } = 10_000;

    /// <summary>Seed of the bootstrap; the same seed gives the same intervals.</summary>
    public long Seed { get; init; } = 1;
}
