namespace Marrow.Radiomics;

/// <summary>Names of zones while a plane is read, which of them turned out to be one, and how many pixels each has.</summary>
internal sealed class ZoneNames(int most)
{
    private readonly int[] parent = new int[most];
    private readonly int[] sizes = new int[most];
    private readonly ushort[] levels = new ushort[most];
    private int count;

    public int New()
    {
        parent[count] = count;
        return count++;
    }

    /// <summary>Makes two names one; the answer is their common root.</summary>
    public int Join(int one, int other)
    {
        (int a, int b) = (Root(one), Root(other));
        return parent[Math.Max(a, b)] = Math.Min(a, b);
    }

    public void Count(int name, int level)
    {
        sizes[name]++;
        levels[name] = (ushort)level;
    }

    /// <summary>Level and size of every zone. Parents are lower than their children, so one pass from above adds all up.</summary>
    public IEnumerable<(int Level, int Size)> Zones()
    {
        for (int name = count - 1; name >= 0; name--)
        {
            if (parent[name] == name)
            {
                yield return (levels[name], sizes[name]);
            }
            else
            {
                sizes[parent[name]] += sizes[name];
            }
        }
    }

    private int Root(int name)
    {
        while (parent[name] != name)
        {
            parent[name] = parent[parent[name]];
            name = parent[name];
        }

        return name;
    }
}
