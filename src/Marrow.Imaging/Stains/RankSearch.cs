namespace Marrow.Imaging;

/// <summary>
/// Percentiles of many values without storing or sorting them: a first pass counts them in bins, <see cref="Seek"/> finds the bins
/// that hold the wanted rank and its successor, a second pass hands over only what falls there, and <see cref="Value"/> sorts those few.
/// The value is exact: linear between order statistics, as NumPy's default.
/// </summary>
internal sealed class RankSearch
{
    public const int Bins = 1 << 14;

    private readonly List<double> _found = [];
    private long _below;

    /// <summary>First and last bin whose values the second pass must hand over.</summary>
    public int FirstBin { get; private set; }

    public int LastBin { get; private set; }

    private double Rank { get; set; }

    /// <summary>The bin of a value, 0…<see cref="Bins"/> − 1; the same expression in both passes.</summary>
    public static int Bin(double value, double low, double binsPerUnit) =>
        Math.Clamp((int)((value - low) * binsPerUnit), 0, Bins - 1);

    /// <param name="counts">How many values fell in each bin.</param>
    /// <param name="percentile">0…100.</param>
    public static RankSearch Seek(long[] counts, double percentile)
    {
        long n = counts.Sum();
        var search = new RankSearch { Rank = (n - 1) * (percentile / 100) };
        long lower = (long)Math.Floor(search.Rank), upper = Math.Min(lower + 1, n - 1);
        long seen = 0;
        int bin = 0;
        for (; seen + counts[bin] <= lower; bin++)
        {
            seen += counts[bin];
        }

        (search.FirstBin, search._below) = (bin, seen);
        for (; seen + counts[bin] <= upper; bin++)
        {
            seen += counts[bin];
        }

        search.LastBin = bin;
        return search;
    }

    /// <summary>Takes the values that a chunk of pixels holds in the wanted bins, in any order; safe from several threads.</summary>
    public void Add(List<double> values)
    {
        lock (_found)
        {
            _found.AddRange(values);
        }
    }

    /// <summary>The percentile; each order statistic passes through <paramref name="unfold"/> before the interpolation.</summary>
    public double Value(Func<double, double> unfold)
    {
        _found.Sort();
        long lower = (long)Math.Floor(Rank) - _below;
        double a = unfold(_found[(int)lower]), b = unfold(_found[(int)Math.Min(lower + 1, _found.Count - 1)]);
        double t = Rank - Math.Floor(Rank);
        return t < 0.5 ? a + ((b - a) * t) : b - ((b - a) * (1 - t));
    }
}
