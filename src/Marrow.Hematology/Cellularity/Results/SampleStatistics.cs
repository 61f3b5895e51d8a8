namespace Marrow.Hematology;

/// <summary>Count, mean, sample standard deviation, median and range of some numbers; what does not exist for so few is null.</summary>
public sealed record SampleStatistics
{
    public required int Count { get; init; }

    public double? Mean { get; init; }

    /// <summary>With n − 1; null for fewer than two numbers.</summary>
    public double? StandardDeviation { get; init; }

    public double? Median { get; init; }

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public static SampleStatistics Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        if (sorted.Length == 0)
        {
            return new SampleStatistics { Count = 0 };
        }

        double mean = 0, squares = 0;
        foreach (double value in sorted)
        {
            mean += value;
        }

        mean /= sorted.Length;
        foreach (double value in sorted)
        {
            squares += (value - mean) * (value - mean);
        }

        return new SampleStatistics
        {
            Count = sorted.Length,
            Mean = mean,
            StandardDeviation = sorted.Length > 1 ? Math.Sqrt(squares / (sorted.Length - 1)) : null,
            Median = Middle(sorted),
            Minimum = sorted[0],
            Maximum = sorted[^1],
        };
    }

    /// <summary>The median, or null of no numbers.</summary>
    public static double? MedianOf(IEnumerable<double> values)
    {
        double[] sorted = values.Order().ToArray();
        return sorted.Length == 0 ? null : Middle(sorted);
    }

    private static double Middle(double[] sorted)
    {
        int half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
