namespace Marrow.Radiomics;

/// <summary>Zones by level and size. Most zones are small and are counted in a table; larger ones are kept as a list.</summary>
internal sealed class SizeZoneMatrix(int levels)
{
    private const int Small = 64;

    /// <summary>Row: level position + 1; column: size up to <see cref="Small"/>.</summary>
    private readonly int[] small = new int[checked((levels + 1) * (Small + 1))];

    /// <summary>Level position + 1 above, size in the lower 32 bits.</summary>
    private readonly List<long> large = [];

    /// <summary>
    /// Adds the zones of one plane: each pixel takes the name of an earlier neighbour of its level, or a new one, and where two names
    /// meet they are joined (union-find over names, the lower is the root); sizes are added up over names at the end.
    /// </summary>
    public void Add(LevelPlane plane)
    {
        var names = new ZoneNames(plane.Count);
        ushort[] cells = plane.Cells;
        int[] name = new int[cells.Length];
        for (int y = 0; y < plane.Height; y++)
        {
            int start = plane.RowStart(y);
            for (int at = start; at < start + plane.Width; at++)
            {
                int level = cells[at];
                if (level == 0)
                {
                    continue;
                }

                name[at] = Name(names, cells, name, at, plane.Stride);
                names.Count(name[at], level);
            }
        }

        foreach ((int level, int size) in names.Zones())
        {
            Add(level, size);
        }
    }

    public LevelSizeFeatures Sums(int[] present)
    {
        var sums = new LevelSizeFeatures(present);
        for (int level = 1; level <= levels; level++)
        {
            for (int size = 1; size <= Small; size++)
            {
                sums.Add(level - 1, size, small[(level * (Small + 1)) + size]);
            }
        }

        large.Sort();
        for (int first = 0, next; first < large.Count; first = next)
        {
            for (next = first + 1; next < large.Count && large[next] == large[first];)
            {
                next++;
            }

            sums.Add((int)(large[first] >> 32) - 1, (int)(large[first] & int.MaxValue), next - first);
        }

        return sums;
    }

    /// <summary>
    /// The four earlier neighbours of one level are already one zone where they touch each other: above touches all, left touches upper left.
    /// So only upper right with left or upper left can join two zones.
    /// </summary>
    private static int Name(ZoneNames names, ushort[] cells, int[] name, int at, int stride)
    {
        int level = cells[at], above = at - stride;
        if (cells[above] == level)
        {
            return name[above];
        }

        int side = cells[at - 1] == level ? at - 1 : cells[above - 1] == level ? above - 1 : -1;
        if (cells[above + 1] == level)
        {
            return side < 0 ? name[above + 1] : names.Join(name[above + 1], name[side]);
        }

        return side < 0 ? names.New() : name[side];
    }

    private void Add(int level, int size)
    {
        if (size <= Small)
        {
            small[(level * (Small + 1)) + size]++;
        }
        else
        {
            large.Add(((long)level << 32) | (uint)size);
        }
    }
}
