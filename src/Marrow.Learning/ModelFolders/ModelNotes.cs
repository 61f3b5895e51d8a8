namespace Marrow.Learning;

/// <summary>What only a person can say of a model; goes into its card.</summary>
public sealed record ModelNotes
{
    /// <summary>What it may be used for, in a sentence.</summary>
    public string IntendedUse { get; init; } = "not stated";

    /// <summary>What it was trained on; the data set's name where nothing is said.</summary>
    public string? Data { get; init; }

    /// <summary>Leaves out what only a continued training or a look back needs: the optimizer, about half of each checkpoint; other checkpoints; the validation's files.</summary>
    public bool KeepsWeightsAlone { get; init; }

    /// <summary>Under which terms the weights may be used.</summary>
    public string Licence { get; init; } = "not stated";
}
