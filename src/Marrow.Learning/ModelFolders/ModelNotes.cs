namespace Marrow.Learning;

/// <summary>What only a person can say of a model; goes into its card.</summary>
public sealed record ModelNotes
{
    private const string Unknown = "not stated";

    /// <summary>What it may be used for, in a sentence.</summary>
    public string IntendedUse { get; init; } = Unknown;

    /// <summary>What it was trained on; the data set's name where nothing is said.</summary>
    public string? Data { get; init; }

    /// <summary>Leaves out what only a continued training or a look back needs: the optimizer, about half of each checkpoint; other checkpoints; the validation's files.</summary>
    public bool KeepsWeightsAlone { get; init; }

    /// <summary>Under which terms the weights may be used.</summary>
    public string Licence { get; init; } = Unknown;

    /// <summary>These notes, and what an earlier card says where they say nothing.</summary>
    internal ModelNotes Over(ModelCard? before) => before is null ? this : this with
    {
        IntendedUse = IntendedUse == Unknown ? before.IntendedUse : IntendedUse,
        Data = Data ?? before.Data,
        Licence = Licence == Unknown ? before.Licence : Licence,
    };
}
