namespace Marrow.Radiomics;

/// <summary>Zones by level and size. Most zones are small and are counted in a table; larger ones are kept as a list.</summary>
internal sealed class SizeZoneMatrix(int levels)
{
    private const int Small = 64;

    /// <summary>Row: level position + 1; column: size up to <see cref="Small"/>.</summary>
    private readonly int[] small = new int[checked((levels + 1) * (Small + 1))];

    /// <summary>Level position + 1 above, size in the lower 32 bits.</summary>
    private readonly List<long> large = [];

    /// <summary>Adds the zones of one plane.</summary>
    public void Add(LevelPlane plane)
    {
        ZoneNames names = ZoneNames.Of(plane);
        for (int name = 0; name < names.Count; name++)
        {
            if (names.Size(name) is > 0 and int size)
            {
                Add(names.Level(name), size);
            }
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
