namespace Marrow.Radiomics;

/// <summary>
/// What dependence and grey-tone difference need of each pixel's neighbourhood, taken in one pass:
/// dependence counts by level, and for each level the pixels that have neighbours and their summed distance from the neighbours' mean.
/// </summary>
internal sealed class NeighbourSums
{
    private readonly int[] levels;
    private readonly int tolerance;
    private readonly IReadOnlyList<Offset> ring;
    private readonly int[] dependence;

    public NeighbourSums(TextureInput input)
    {
        (levels, tolerance, ring) = (input.Present, input.Options.DependenceTolerance, Offset.Rings(input.Options.Distances));
        dependence = new int[checked(levels.Length * (ring.Count + 2))];
        (Counted, Differences) = (new long[levels.Length], new double[levels.Length]);
    }

    /// <summary>All pixels seen.</summary>
    public long Pixels { get; private set; }

    /// <summary>Pixels of each level that have at least one neighbour inside (NGTDM's n).</summary>
    public long[] Counted { get; }

    /// <summary>For each level, Σ |level − mean level of the neighbours| over those pixels (NGTDM's s).</summary>
    public double[] Differences { get; }

    public void Add(LevelPlane plane)
    {
        int[] steps = ring.Select(offset => offset.In(plane)).ToArray();
        ushort[] cells = plane.Cells;
        int[] levelOf = [0, .. levels];
        int width = ring.Count + 2;
        for (int y = 0; y < plane.Height; y++)
        {
            int start = plane.RowStart(y);
            for (int at = start; at < start + plane.Width; at++)
            {
                if (cells[at] == 0)
                {
                    continue;
                }

                int level = levelOf[cells[at]], dependent = 1, neighbours = 0;
                long sum = 0;
                foreach (int step in steps)
                {
                    int other = levelOf[cells[at + step]];
                    sum += other;
                    neighbours += other != 0 ? 1 : 0;
                    dependent += other != 0 && Math.Abs(other - level) <= tolerance ? 1 : 0;
                }

                dependence[((cells[at] - 1) * width) + dependent]++;
                if (neighbours > 0)
                {
                    Counted[cells[at] - 1]++;
                    Differences[cells[at] - 1] += Math.Abs(level - ((double)sum / neighbours));
                }
            }
        }

        Pixels = checked(Pixels + plane.Count);
    }

    /// <summary>The dependence matrix: level by 1 + number of dependent neighbours.</summary>
    public LevelSizeFeatures Dependence()
    {
        var sums = new LevelSizeFeatures(levels);
        int width = ring.Count + 2;
        for (int level = 0; level < levels.Length; level++)
        {
            for (int size = 1; size < width; size++)
            {
                sums.Add(level, size, dependence[(level * width) + size]);
            }
        }

        return sums;
    }
}
