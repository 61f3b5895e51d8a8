namespace Marrow.Radiomics;

/// <summary>Counts of runs by level and length.</summary>
internal sealed class RunLengthMatrix(int levels, int longest)
{
    /// <summary>Row: level position + 1 (row 0, outside, is ignored); column: length.</summary>
    private readonly int[] counts = new int[checked((levels + 1) * (longest + 1))];

    /// <summary>Pixels seen, once for each direction added.</summary>
    public long Pixels { get; private set; }

    /// <summary>
    /// Adds the runs of one plane. A pixel's run so far is one longer than that of the pixel before it when both have the same level;
    /// where the pixel after it differs, the run ends and is counted.
    /// </summary>
    public void Add(LevelPlane plane, Offset direction)
    {
        int step = direction.In(plane), width = longest + 1;
        ushort[] cells = plane.Cells;
        int[] soFar = new int[cells.Length];
        for (int y = 0; y < plane.Height; y++)
        {
            int start = plane.RowStart(y);
            for (int at = start; at < start + plane.Width; at++)
            {
                int level = cells[at];
                int length = level == cells[at - step] ? soFar[at - step] + 1 : 1;
                soFar[at] = length;
                if (level != 0 && level != cells[at + step])
                {
                    counts[(level * width) + length]++;
                }
            }
        }

        Pixels = checked(Pixels + plane.Count);
    }

    public LevelSizeFeatures Sums(int[] present)
    {
        var sums = new LevelSizeFeatures(present);
        for (int level = 0; level < levels; level++)
        {
            for (int length = 1; length <= longest; length++)
            {
                sums.Add(level, length, counts[((level + 1) * (longest + 1)) + length]);
            }
        }

        return sums;
    }
}
