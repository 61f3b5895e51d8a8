namespace Marrow.Learning;

/// <summary>
/// Places from which training draws foreground: for each class or region up to 10,000 pixels (or one in a hundred, where that is more),
/// drawn without repeats as nnU-Net draws them.
/// </summary>
public static class ForegroundLocations
{
    private const uint Seed = 1234;
    private const int Wanted = 10_000;
    private const double SmallestShare = 0.01;

    /// <summary>For each class the pixels as index y × W + x, in drawing order; empty where the class does not occur.</summary>
    /// <param name="labels">H × W labels.</param>
    /// <param name="classes">Each a label or the labels of a region.</param>
    public static IReadOnlyList<int[]> Draw(short[] labels, IReadOnlyList<LabelEntry> classes)
    {
        var generator = new MersenneTwister(Seed);
        Dictionary<int, int[]> places = classes.SelectMany(one => one.Labels).Distinct().ToDictionary(label => label, label => Places(labels, label));
        return classes.Select(one => Draw(one.Labels.Select(label => places[label]).ToArray(), generator)).ToArray();
    }

    private static int[] Draw(int[][] places, MersenneTwister generator)
    {
        int total = places.Sum(list => list.Length);
        if (total == 0)
        {
            return [];
        }

        int count = Math.Max(Math.Min(Wanted, total), (int)Math.Ceiling(total * SmallestShare));
        int[] all = places.SelectMany(list => list).ToArray();
        return generator.Permutation(total).Take(count).Select(index => all[index]).ToArray();
    }

    private static int[] Places(short[] labels, int label)
    {
        List<int> found = [];
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] == label)
            {
                found.Add(i);
            }
        }

        return [.. found];
    }
}
