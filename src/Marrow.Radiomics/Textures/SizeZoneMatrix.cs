namespace Marrow.Radiomics;

/// <summary>Zones by level and size. Most cells are empty, so zones are kept as a sorted list of keys.</summary>
internal sealed class SizeZoneMatrix
{
    /// <summary>Level position above, size in the lower 32 bits.</summary>
    private readonly List<long> zones = [];

    /// <summary>
    /// Adds the zones of one plane: one pass joins each pixel with its four earlier neighbours of the same level
    /// (union-find, the root is the zone's first pixel), a second counts pixels at the roots.
    /// </summary>
    public void Add(LevelPlane plane)
    {
        ushort[] cells = plane.Cells;
        int[] parent = new int[cells.Length];
        int[] sizes = new int[cells.Length];
        Join(plane, parent);
        for (int y = 0; y < plane.Height; y++)
        {
            int start = plane.RowStart(y);
            for (int at = start; at < start + plane.Width; at++)
            {
                if (cells[at] != 0)
                {
                    // Roots come first in reading order and parents point backwards: one step reaches an already flat entry.
                    parent[at] = parent[parent[at]];
                    sizes[parent[at]]++;
                }
            }
        }

        for (int at = 0; at < sizes.Length; at++)
        {
            if (sizes[at] > 0)
            {
                zones.Add(((long)(cells[at] - 1) << 32) | (uint)sizes[at]);
            }
        }
    }

    public LevelSizeFeatures Sums(int[] present)
    {
        var sums = new LevelSizeFeatures(present);
        zones.Sort();
        for (int first = 0, next; first < zones.Count; first = next)
        {
            for (next = first + 1; next < zones.Count && zones[next] == zones[first];)
            {
                next++;
            }

            sums.Add((int)(zones[first] >> 32), (int)(zones[first] & int.MaxValue), next - first);
        }

        return sums;
    }

    private static void Join(LevelPlane plane, int[] parent)
    {
        ushort[] cells = plane.Cells;
        ReadOnlySpan<int> earlier = [-1, -plane.Stride - 1, -plane.Stride, -plane.Stride + 1];
        for (int y = 0; y < plane.Height; y++)
        {
            int start = plane.RowStart(y);
            for (int at = start; at < start + plane.Width; at++)
            {
                parent[at] = at;
                if (cells[at] == 0)
                {
                    continue;
                }

                foreach (int step in earlier)
                {
                    if (cells[at + step] == cells[at])
                    {
                        Union(parent, at, at + step);
                    }
                }
            }
        }
    }

    private static void Union(int[] parent, int one, int other)
    {
        (int a, int b) = (Root(parent, one), Root(parent, other));
        parent[Math.Max(a, b)] = Math.Min(a, b);
    }

    private static int Root(int[] parent, int at)
    {
        while (parent[at] != at)
        {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }

        return at;
    }
}
