namespace Marrow.Learning;

/// <summary>A list of numbers in a few; what needs more numbers than there are is null.</summary>
public sealed record SampleSummary
{
    public required int Count { get; init; }

    public required double? Mean { get; init; }

    /// <summary>With n − 1 in the denominator; null below two numbers.</summary>
    public required double? SampleDeviation { get; init; }

    /// <summary>With n in the denominator, as some published studies give it.</summary>
    public required double? PopulationDeviation { get; init; }

    public required double? Median { get; init; }

    public required double? Minimum { get; init; }

    public required double? Maximum { get; init; }

    /// <summary>Student's interval of the mean; null below two numbers.</summary>
    public required ConfidenceInterval? MeanInterval { get; init; }

    /// <summary>Summarizes numbers; those that are not finite are left out and not counted.</summary>
    public static SampleSummary Of(IEnumerable<double> numbers, double confidence)
    {
        double[] values = [.. numbers.Where(double.IsFinite).Order()];
        int n = values.Length;
        double mean = n == 0 ? 0 : values.Average(), squares = values.Sum(value => (value - mean) * (value - mean));
        double? deviation = n < 2 ? null : Math.Sqrt(squares / (n - 1));
        double half = n < 2 ? 0 : StudentQuantile.Of(0.5 + (confidence / 2), n - 1) * deviation!.Value / Math.Sqrt(n);
        return new SampleSummary
        {
            Count = n,
            Mean = n == 0 ? null : mean,
            SampleDeviation = deviation,
            PopulationDeviation = n == 0 ? null : Math.Sqrt(squares / n),
            Median = n == 0 ? null : (values[(n - 1) / 2] + values[n / 2]) / 2,
            Minimum = n == 0 ? null : values[0],
            Maximum = n == 0 ? null : values[^1],
            MeanInterval = n < 2 ? null : new ConfidenceInterval(mean - half, mean + half),
        };
    }
}
