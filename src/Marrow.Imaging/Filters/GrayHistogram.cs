namespace Marrow.Imaging;

/// <summary>How many samples have each of the 256 grey levels.</summary>
public sealed class GrayHistogram
{
    private readonly long[] counts = new long[256];

    /// <summary>256 counts; the storage itself, not a copy.</summary>
    public IReadOnlyList<long> Counts => counts;

    public long Total
    {
        get
        {
            long total = 0;
            foreach (long count in counts)
            {
                total = checked(total + count);
            }

            return total;
        }
    }

    public long this[int level] => counts[level];

    public void Add(int level, long count = 1) => counts[level] = checked(counts[level] + count);

    /// <summary>Counts every sample.</summary>
    public void Add(ReadOnlySpan<byte> samples)
    {
        // Four tables, so that runs of one level do not wait for their own last store; a table of ints holds 2³¹ samples.
        Span<int> tables = stackalloc int[4 * 256];
        tables.Clear();
        int i = 0;
        for (; i + 4 <= samples.Length; i += 4)
        {
            tables[samples[i]]++;
            tables[256 + samples[i + 1]]++;
            tables[512 + samples[i + 2]]++;
            tables[768 + samples[i + 3]]++;
        }

        for (; i < samples.Length; i++)
        {
            tables[samples[i]]++;
        }

        for (int level = 0; level < 256; level++)
        {
            Add(level, (long)tables[level] + tables[256 + level] + tables[512 + level] + tables[768 + level]);
        }
    }

    /// <summary>Counts the samples where the mask is not zero.</summary>
    public void Add(ReadOnlySpan<byte> samples, ReadOnlySpan<byte> mask)
    {
        Span<long> table = counts;
        for (int i = 0; i < samples.Length; i++)
        {
            table[samples[i]] += mask[i] != 0 ? 1 : 0;
        }
    }

    /// <summary>Adds another histogram's counts.</summary>
    public void Add(GrayHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int level = 0; level < 256; level++)
        {
            Add(level, other.counts[level]);
        }
    }

    /// <summary>How many samples are strictly brighter than a level.</summary>
    public long CountAbove(double level)
    {
        long count = 0;
        for (int i = 255; i >= 0 && i > level; i--)
        {
            count = checked(count + counts[i]);
        }

        return count;
    }

    /// <summary>
    /// The p-th percentile (0–100) with linear interpolation between the two nearest ranks: rank (n − 1) p / 100,
    /// as NumPy's default (Hyndman and Fan 1996, type 7). NaN without samples.
    /// </summary>
    public double Percentile(double p)
    {
        long total = Total;
        if (total == 0)
        {
            return double.NaN;
        }

        double rank = (total - 1) * (p / 100);
        long below = (long)Math.Floor(rank);
        double fraction = rank - below;
        int low = LevelAt(below), high = fraction > 0 ? LevelAt(below + 1) : low;
        return low + (fraction * (high - low));
    }

    /// <summary>The level that best splits the levels from <paramref name="from"/> to <paramref name="to"/> in two classes; the first level of the upper class (Otsu 1979).</summary>
    public int Otsu(int from = 0, int to = 255)
    {
        double total = 0, sum = 0;
        for (int i = from; i <= to; i++)
        {
            total += counts[i];
            sum += (double)i * counts[i];
        }

        double below = 0, sumBelow = 0, best = -1;
        int split = from;
        for (int i = from; i < to; i++)
        {
            below += counts[i];
            sumBelow += (double)i * counts[i];
            double above = total - below;
            if (below == 0 || above == 0)
            {
                continue;
            }

            double gap = (sumBelow / below) - ((sum - sumBelow) / above), between = below * above * gap * gap;
            if (between > best)
            {
                (best, split) = (between, i + 1);
            }
        }

        return split;
    }

    private int LevelAt(long rank)
    {
        long seen = 0;
        for (int level = 0; level < 256; level++)
        {
            seen += counts[level];
            if (rank < seen)
            {
                return level;
            }
        }

        return 255;
    }
}
