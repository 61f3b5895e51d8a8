namespace Marrow.Radiomics;

/// <summary>
/// Percentiles without sorting everything: values fall in equal buckets between minimum and maximum, and only the buckets
/// that hold an asked rank are sorted.
/// </summary>
internal sealed class Ranks
{
    private const int Buckets = 2048;
    private readonly double[] values;
    private readonly double minimum;
    private readonly double perBucket;
    private readonly int[] starts = new int[Buckets + 1];
    private readonly Dictionary<int, double[]> sorted = [];

    public Ranks(double[] values, double minimum, double maximum)
    {
        (this.values, this.minimum) = (values, minimum);
        perBucket = maximum > minimum ? Buckets / (maximum - minimum) : 0;
        foreach (double value in values)
        {
            starts[Bucket(value) + 1]++;
        }

        for (int i = 0; i < Buckets; i++)
        {
            starts[i + 1] += starts[i];
        }
    }

    /// <summary>The percentile by linear interpolation between the two nearest ranks; 0 is the minimum, 100 the maximum.</summary>
    public double Percentile(double percent)
    {
        double position = percent / 100 * (values.Length - 1);
        int rank = (int)position;
        double low = At(rank);
        return position == rank ? low : low + ((At(rank + 1) - low) * (position - rank));
    }

    private double At(int rank)
    {
        int bucket = Array.BinarySearch(starts, rank);
        bucket = bucket < 0 ? ~bucket - 1 : bucket;

        // Empty buckets share their start with the next: the last of them holds the rank.
        while (starts[bucket + 1] <= rank)
        {
            bucket++;
        }

        while (starts[bucket] > rank)
        {
            bucket--;
        }

        if (!sorted.TryGetValue(bucket, out double[]? members))
        {
            members = Array.FindAll(values, value => Bucket(value) == bucket);
            Array.Sort(members);
            sorted[bucket] = members;
        }

        return members[rank - starts[bucket]];
    }

    private int Bucket(double value) => Math.Min((int)((value - minimum) * perBucket), Buckets - 1);
}
