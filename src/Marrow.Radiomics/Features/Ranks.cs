namespace Marrow.Radiomics;

/// <summary>
/// Percentiles without sorting everything: values fall in equal buckets between minimum and maximum, and only the buckets
/// that hold an asked rank are gathered, in one pass, and sorted.
/// </summary>
internal static class Ranks
{
    private const int Buckets = 2048;

    /// <summary>The percentiles by linear interpolation between the two nearest ranks; 0 is the minimum, 100 the maximum.</summary>
    public static double[] Percentiles(double[] values, (double Minimum, double Maximum) range, params ReadOnlySpan<double> percents)
    {
        int[] ranks = new int[2 * percents.Length];
        double[] parts = new double[percents.Length];
        for (int i = 0; i < percents.Length; i++)
        {
            double position = percents[i] / 100 * (values.Length - 1);
            ranks[2 * i] = (int)position;
            ranks[(2 * i) + 1] = Math.Min((int)position + 1, values.Length - 1);
            parts[i] = position - (int)position;
        }

        double[] found = AtWhole(ranks, values, range) ?? At(ranks, values, range);
        return parts.Select((part, i) => part == 0 ? found[2 * i] : found[2 * i] + ((found[(2 * i) + 1] - found[2 * i]) * part)).ToArray();
    }

    /// <summary>The values at ranks where all are whole numbers, a bucket each (pictures of 8 bits); null where they are not.</summary>
    private static double[]? AtWhole(int[] ranks, double[] values, (double Minimum, double Maximum) range)
    {
        if (!(range.Maximum - range.Minimum < Buckets))
        {
            return null;
        }

        bool isWhole = true;
        int[] starts = new int[Buckets + 1];
        foreach (double value in values)
        {
            double above = value - range.Minimum;
            int bucket = (int)above;
            isWhole &= bucket == above;
            starts[bucket + 1]++;
        }

        if (!isWhole)
        {
            return null;
        }

        Accumulate(starts);
        return Array.ConvertAll(ranks, rank => range.Minimum + Holder(rank, starts));
    }

    /// <summary>The values at ranks of the sorted list.</summary>
    private static double[] At(int[] ranks, double[] values, (double Minimum, double Maximum) range)
    {
        double perBucket = range.Maximum > range.Minimum ? Buckets / (range.Maximum - range.Minimum) : 0;
        ushort[] buckets = new ushort[values.Length];
        int[] starts = new int[Buckets + 1];
        for (int i = 0; i < values.Length; i++)
        {
            int bucket = Math.Min((int)((values[i] - range.Minimum) * perBucket), Buckets - 1);
            buckets[i] = (ushort)bucket;
            starts[bucket + 1]++;
        }

        Accumulate(starts);
        double[]?[] members = new double[]?[Buckets];
        int[] filled = new int[Buckets];
        int[] bucketOf = Array.ConvertAll(ranks, rank => Holder(rank, starts));
        foreach (int bucket in bucketOf)
        {
            members[bucket] ??= new double[starts[bucket + 1] - starts[bucket]];
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (members[buckets[i]] is { } list)
            {
                list[filled[buckets[i]]++] = values[i];
            }
        }

        foreach (int bucket in bucketOf.Distinct())
        {
            Array.Sort(members[bucket]!);
        }

        return ranks.Select((rank, i) => members[bucketOf[i]]![rank - starts[bucketOf[i]]]).ToArray();
    }

    /// <summary>From how many values each bucket holds to how many lie before it.</summary>
    private static void Accumulate(int[] starts)
    {
        for (int i = 0; i < Buckets; i++)
        {
            starts[i + 1] += starts[i];
        }
    }

    /// <summary>The bucket that holds a rank: the last whose start does not pass it, empty ones aside.</summary>
    private static int Holder(int rank, int[] starts)
    {
        int bucket = Array.BinarySearch(starts, rank + 1);
        bucket = bucket < 0 ? ~bucket : bucket;
        while (starts[bucket] > rank)
        {
            bucket--;
        }

        return bucket;
    }
}
