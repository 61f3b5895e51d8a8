namespace Marrow.Learning;

/// <summary>A preprocessed case as training reads it: C × H × W normalized intensities, H × W labels, and where each class is.</summary>
public sealed class TrainingCase
{
    private readonly SortedDictionary<short, int[]> places;

    /// <param name="name">The case's identifier.</param>
    /// <param name="content">Intensities and labels; −1 marks what the crop left out.</param>
    /// <param name="foreground">The labels that a patch may be centred on.</param>
    public TrainingCase(string name, TrainingPatch content, IEnumerable<short> foreground)
    {
        ArgumentNullException.ThrowIfNull(content);
        (Name, Content) = (name, content);
        places = Locate(content.Labels, [.. foreground]);
    }

    public string Name { get; }

    public TrainingPatch Content { get; }

    /// <summary>The foreground labels that occur, in rising order.</summary>
    public IReadOnlyCollection<short> Classes => places.Keys;

    /// <summary>The pixels of one class, as indices y × W + x in rising order.</summary>
    public ReadOnlySpan<int> Places(short label) => places[label];

    private static SortedDictionary<short, int[]> Locate(short[] labels, HashSet<short> foreground)
    {
        var found = new SortedDictionary<short, List<int>>();
        for (int at = 0; at < labels.Length; at++)
        {
            if (!foreground.Contains(labels[at]))
            {
                continue;
            }

            if (!found.TryGetValue(labels[at], out List<int>? pixels))
            {
                found[labels[at]] = pixels = [];
            }

            pixels.Add(at);
        }

        return new SortedDictionary<short, int[]>(found.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray()));
    }
}
