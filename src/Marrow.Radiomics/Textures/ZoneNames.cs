namespace Marrow.Radiomics;

/// <summary>The zones of a plane, each under a name (a number from 0), with its level and its number of pixels; a name that was joined to another has none.</summary>
internal sealed class ZoneNames
{
    private readonly int[] parents;
    private readonly int[] sizes;
    private readonly ushort[] levels;

    private ZoneNames(int most)
    {
        // One place more than pixels: the next name is written before it is known to be used.
        parents = GC.AllocateUninitializedArray<int>(most + 1);
        levels = GC.AllocateUninitializedArray<ushort>(most + 1);
        sizes = new int[most + 1];
    }

    /// <summary>How many names were used.</summary>
    public int Count { get; private set; }

    public int Level(int name) => levels[name];

    /// <summary>The zone's pixels; 0 where the name was joined to another.</summary>
    public int Size(int name) => sizes[name];

    /// <summary>
    /// Each pixel takes the name of an earlier neighbour of its level, or a new one, and where two names meet they are joined
    /// (union-find over names, the lower is the root); sizes are added up over names at the end.
    /// </summary>
    public static ZoneNames Of(LevelPlane plane)
    {
        var names = new ZoneNames(plane.Count);
        (int[] before, int[] now) = (new int[plane.Width + 2], new int[plane.Width + 2]);
        for (int y = 0; y < plane.Height; y++)
        {
            names.Read(plane, plane.RowStart(y), before, now);
            (before, now) = (now, before);
        }

        names.Gather();
        return names;
    }

    /// <summary>
    /// Names one row. Masks (all ones where a neighbour is of the pixel's level) choose the name instead of branches: in noise every second
    /// guess of a branch would be wrong. Fields stand in locals, or each pixel would wait for the one before to reach memory.
    /// </summary>
    /// <param name="above">Names of the row above, from one place before its first pixel; where the level is another, they mean nothing.</param>
    private void Read(LevelPlane plane, int start, int[] above, int[] now)
    {
        (int[] parent, int[] size, ushort[] own, int next, int left, int width) = (parents, sizes, levels, Count, 0, plane.Width);
        ReadOnlySpan<ushort> row = plane.Cells.AsSpan(start - 1, width + 1), before = plane.Cells.AsSpan(start - plane.Stride - 1, width + 2);
        ReadOnlySpan<int> names = above.AsSpan(0, width + 2);
        for (int x = 0; x < width; x++)
        {
            int level = row[x + 1];
            if (level == 0)
            {
                continue;
            }

            int onTop = Mask(before[x + 1], level), beside = Mask(row[x], level), upperLeft = Mask(before[x], level), upperRight = Mask(before[x + 2], level);
            (parent[next], own[next]) = (next, (ushort)level);
            int name = Pick(upperRight, names[x + 2], next);
            name = Pick(upperLeft, names[x], name);
            name = Pick(beside, left, name);
            name = Pick(onTop, names[x + 1], name);
            next += 1 + (onTop | beside | upperLeft | upperRight);

            // Above touches all others and left touches upper left: only upper right with one of those two can be of another zone.
            if ((upperRight & ~onTop & (beside | upperLeft)) != 0)
            {
                name = Join(names[x + 2], name);
            }

            now[x + 1] = left = name;
            size[name]++;
        }

        Count = next;

        static int Mask(ushort cell, int level) => -(cell == level ? 1 : 0);

        static int Pick(int mask, int one, int other) => other ^ ((one ^ other) & mask);
    }

    /// <summary>Gives each root the pixels of its names. Parents are lower than their children, so one pass from above adds all up.</summary>
    private void Gather()
    {
        for (int name = Count - 1; name >= 0; name--)
        {
            int parent = parents[name], moved = parent == name ? 0 : sizes[name];
            sizes[parent] += moved;
            sizes[name] -= moved;
        }
    }

    /// <summary>Makes two names one; the answer is their common root.</summary>
    private int Join(int one, int other)
    {
        (int a, int b) = (Root(one), Root(other));
        return parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    private int Root(int name)
    {
        while (parents[name] != name)
        {
            parents[name] = parents[parents[name]];
            name = parents[name];
        }

        return name;
    }
}
