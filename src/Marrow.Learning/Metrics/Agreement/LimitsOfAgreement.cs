namespace Marrow.Learning;

/// <summary>
/// Mean difference ± 1.96 standard deviations (Bland and Altman 1986), with the sample deviation, and with the population
/// deviation that some published studies use; intervals of the limits after Bland and Altman 1999.
/// </summary>
public sealed record LimitsOfAgreement
{
    private const double Width = 1.96;

    public required double Lower { get; init; }

    public required double Upper { get; init; }

    public required ConfidenceInterval LowerInterval { get; init; }

    public required ConfidenceInterval UpperInterval { get; init; }

    public required double LowerOfPopulation { get; init; }

    public required double UpperOfPopulation { get; init; }

    /// <summary>Null below two pairs.</summary>
    internal static LimitsOfAgreement? Of(SampleSummary differences, double confidence)
    {
        if (differences.SampleDeviation is not { } deviation)
        {
            return null;
        }

        int n = differences.Count;
        double mean = differences.Mean!.Value, population = differences.PopulationDeviation!.Value;
        double lower = mean - (Width * deviation), upper = mean + (Width * deviation);
        double half = StudentQuantile.Of(0.5 + (confidence / 2), n - 1) * deviation * Math.Sqrt((1.0 / n) + (Width * Width / (2 * (n - 1))));
        return new LimitsOfAgreement
        {
            Lower = lower,
            Upper = upper,
            LowerInterval = new ConfidenceInterval(lower - half, lower + half),
            UpperInterval = new ConfidenceInterval(upper - half, upper + half),
            LowerOfPopulation = mean - (Width * population),
            UpperOfPopulation = mean + (Width * population),
        };
    }
}
