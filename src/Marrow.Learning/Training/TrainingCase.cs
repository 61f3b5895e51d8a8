namespace Marrow.Learning;

/// <summary>A preprocessed case as training reads it: C × H × W normalized intensities, H × W labels, and where each class is.</summary>
public sealed class TrainingCase
{
    private readonly int[][] places;

    /// <param name="name">The case's identifier.</param>
    /// <param name="content">Intensities and labels; −1 marks what the crop left out.</param>
    /// <param name="foreground">The classes or regions that a patch may be centred on.</param>
    public TrainingCase(string name, TrainingPatch content, IReadOnlyList<LabelEntry> foreground)
    {
        ArgumentNullException.ThrowIfNull(content);
        (Name, Content) = (name, content);
        places = [.. ForegroundLocations.Draw(content.Labels, foreground).Where(found => found.Length > 0)];
    }

    public string Name { get; }

    public TrainingPatch Content { get; }

    /// <summary>How many classes or regions occur.</summary>
    public int ClassCount => places.Length;

    /// <summary>Pixels of one class that occurs, as indices y × W + x.</summary>
    public ReadOnlySpan<int> Places(int occurring) => places[occurring];
}
