namespace Marrow.Learning;

/// <summary>A preprocessed case as training reads it: C × H × W normalized intensities, H × W labels, and where each class is.</summary>
public sealed class TrainingCase
{
    private const int CutAway = -1;

    private readonly int[][] places;
    private readonly int[] annotated;

    /// <param name="name">The case's identifier.</param>
    /// <param name="content">Intensities and labels; −1 marks what the crop left out.</param>
    /// <param name="labels">Their foreground is what a patch may be centred on; with an ignore label, so is everything that is not ignored.</param>
    public TrainingCase(string name, TrainingPatch content, LabelTable labels)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(labels);
        (Name, Content) = (name, content);
        LabelEntry[] known = labels.IgnoreLabel is null ? [] : [new LabelEntry("annotated", [CutAway, .. labels.Labels])];
        IReadOnlyList<int[]> drawn = ForegroundLocations.Draw(content.Labels, [.. labels.Foreground, .. known]);
        annotated = known.Length > 0 ? drawn[^1] : [];
        places = [.. drawn.SkipLast(known.Length).Where(found => found.Length > 0)];
    }

    public string Name { get; }

    public TrainingPatch Content { get; }

    /// <summary>How many classes or regions occur.</summary>
    public int ClassCount => places.Length;

    /// <summary>Pixels of one class that occurs, as indices y × W + x.</summary>
    public ReadOnlySpan<int> Places(int occurring) => places[occurring];

    /// <summary>Pixels that are not ignored, background too; empty where the labels know no ignoring.</summary>
    public ReadOnlySpan<int> AnnotatedPlaces => annotated;
}
