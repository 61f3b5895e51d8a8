namespace Marrow.Radiomics;

/// <summary>
/// What dependence and grey-tone difference need of each pixel's neighbourhood, taken in one pass:
/// dependence counts by level, and for each level the pixels that have neighbours and their summed distance from the neighbours' mean.
/// </summary>
internal sealed class NeighbourSums
{
    private readonly TextureInput input;

    /// <summary>1 + the greatest number of neighbours.</summary>
    private readonly int width;

    /// <summary>Row: level position + 1 (row 0, outside, is ignored); column: dependent neighbours.</summary>
    private readonly int[] dependence;

    /// <summary>Row: level position + 1; column: neighbours inside, n. Counts of pixels, and sums of |n·level − sum of neighbours|: whole numbers, so exact.</summary>
    private readonly int[] counted;
    private readonly long[] distances;

    public NeighbourSums(TextureInput input)
    {
        this.input = input;
        width = Offset.Rings(input.Options.Distances).Count + 1;
        int cells = checked((input.Present.Length + 1) * width);
        (dependence, counted, distances) = (new int[cells], new int[cells], new long[cells]);
    }

    /// <summary>All pixels seen.</summary>
    public long Pixels { get; private set; }

    /// <summary>Pixels of each level that have at least one neighbour inside (NGTDM's n).</summary>
    public long[] Counted => ByLevel((at, n) => n > 0 ? counted[at] : 0).Select(value => (long)value).ToArray();

    /// <summary>For each level, Σ |level − mean level of the neighbours| over those pixels (NGTDM's s).</summary>
    public double[] Differences => ByLevel((at, n) => n > 0 ? (double)distances[at] / n : 0);

    public void Add(LevelPlane plane)
    {
        var row = new NeighbourRow(plane, input);
        for (int y = 0; y < plane.Height; y++)
        {
            row.Read(y);
            ReadOnlySpan<ushort> cells = plane.Cells.AsSpan(plane.RowStart(y), plane.Width), inside = row.Inside, dependent = row.Dependent;
            ReadOnlySpan<int> distance = row.Distance;
            for (int x = 0; x < cells.Length; x++)
            {
                int first = cells[x] * width, at = first + inside[x];
                dependence[first + dependent[x]]++;
                counted[at]++;
                distances[at] += distance[x];
            }
        }

        Pixels = checked(Pixels + plane.Count);
    }

    /// <summary>The dependence matrix: level by 1 + number of dependent neighbours.</summary>
    public LevelSizeFeatures Dependence()
    {
        var sums = new LevelSizeFeatures(input.Present);
        for (int level = 0; level < input.Present.Length; level++)
        {
            for (int dependent = 0; dependent < width; dependent++)
            {
                sums.Add(level, dependent + 1, dependence[((level + 1) * width) + dependent]);
            }
        }

        return sums;
    }

    private double[] ByLevel(Func<int, int, double> term) => Enumerable.Range(1, input.Present.Length)
        .Select(level => Enumerable.Range(0, width).Sum(n => term((level * width) + n, n))).ToArray();
}
