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
        int[] soFar = new int[direction.Y == 0 ? 0 : plane.Cells.Length];
        for (int y = 0; y < plane.Height; y++)
        {
            if (direction.Y == 0)
            {
                AddAlong(plane, plane.RowStart(y));
            }
            else
            {
                AddAcross(plane, plane.RowStart(y), direction.In(plane), soFar);
            }
        }

        Pixels = checked(Pixels + plane.Count);
    }

    /// <summary>Runs within a row. No branch depends on the picture: in noise every second guess of it would be wrong. Outside counts in row 0.</summary>
    private void AddAlong(LevelPlane plane, int start)
    {
        int width = longest + 1, length = 0, before = 0;
        ReadOnlySpan<ushort> cells = plane.Cells.AsSpan(start, plane.Width + 1);
        for (int x = 0; x + 1 < cells.Length; x++)
        {
            int level = cells[x];
            length = (length & -(level == before ? 1 : 0)) + 1;
            counts[(level * width) + length] += level != cells[x + 1] ? 1 : 0;
            before = level;
        }
    }

    /// <summary>Runs that cross rows: the run of the pixel before is kept from its row.</summary>
    private void AddAcross(LevelPlane plane, int start, int step, int[] soFar)
    {
        int width = longest + 1;
        ReadOnlySpan<ushort> cells = plane.Cells.AsSpan(start, plane.Width);
        ReadOnlySpan<ushort> before = plane.Cells.AsSpan(start - step, plane.Width), after = plane.Cells.AsSpan(start + step, plane.Width);
        ReadOnlySpan<int> past = soFar.AsSpan(start - step, plane.Width);
        Span<int> now = soFar.AsSpan(start, plane.Width);
        for (int x = 0; x < cells.Length; x++)
        {
            int level = cells[x];
            int length = (past[x] & -(level == before[x] ? 1 : 0)) + 1;
            now[x] = length;
            counts[(level * width) + length] += level != after[x] ? 1 : 0;
        }
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
