namespace Marrow.Radiomics;

/// <summary>
/// Sums over a matrix of counts n(i,j), i a grey level and j a size (run length, zone size, dependence): the formulas that
/// the run-length, size-zone and dependence families share. N is the sum of all counts.
/// </summary>
internal sealed class LevelSizeFeatures(int[] levels)
{
    private readonly Dictionary<int, long> sizes = [];
    private readonly long[] levelCounts = new long[levels.Length];
    private double smallLow, smallHigh, largeLow, largeHigh;
    private double times;
    private double squares;

    /// <summary>N: the sum of all counts.</summary>
    public long Total { get; private set; }

    /// <summary>Adds n(i,j); each pair once.</summary>
    /// <param name="level">Position of the level among the present ones.</param>
    public void Add(int level, int size, long count)
    {
        if (count == 0)
        {
            return;
        }

        double i2 = (double)levels[level] * levels[level], j2 = (double)size * size;
        Total = checked(Total + count);
        levelCounts[level] += count;
        sizes[size] = sizes.GetValueOrDefault(size) + count;
        smallLow += count / (i2 * j2);
        smallHigh += count * i2 / j2;
        largeLow += count * j2 / i2;
        largeHigh += count * i2 * j2;
        times += CountLog.Times(count);
        squares += (double)count * count;
    }

    public double SmallEmphasis => Sizes((j, n) => n / (j * j)) / Total;

    public double LargeEmphasis => Sizes((j, n) => n * j * j) / Total;

    public double LowLevelEmphasis => Levels((i, n) => n / (i * i)) / Total;

    public double HighLevelEmphasis => Levels((i, n) => n * i * i) / Total;

    public double SmallLowEmphasis => smallLow / Total;

    public double SmallHighEmphasis => smallHigh / Total;

    public double LargeLowEmphasis => largeLow / Total;

    public double LargeHighEmphasis => largeHigh / Total;

    public double LevelNonUniformity => Levels((_, n) => n * n) / Total;

    public double SizeNonUniformity => Sizes((_, n) => n * n) / Total;

    public double LevelNonUniformityNormalized => LevelNonUniformity / Total;

    public double SizeNonUniformityNormalized => SizeNonUniformity / Total;

    public double Entropy => CountLog.Entropy(times, Total);

    public double Energy => squares / ((double)Total * Total);

    public double LevelVariance
    {
        get
        {
            double mean = Levels((i, n) => n * i) / Total;
            return Levels((i, n) => n * (i - mean) * (i - mean)) / Total;
        }
    }

    public double SizeVariance
    {
        get
        {
            double mean = Sizes((j, n) => n * j) / Total;
            return Sizes((j, n) => n * (j - mean) * (j - mean)) / Total;
        }
    }

    private double Levels(Func<double, double, double> term)
    {
        double sum = 0;
        for (int i = 0; i < levels.Length; i++)
        {
            sum += levelCounts[i] == 0 ? 0 : term(levels[i], levelCounts[i]);
        }

        return sum;
    }

    private double Sizes(Func<double, double, double> term)
    {
        double sum = 0;
        foreach ((int size, long count) in sizes)
        {
            sum += term(size, count);
        }

        return sum;
    }
}
