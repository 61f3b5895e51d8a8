using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>Settings of a run over files: how stains are measured, what to bring them to and where results go.</summary>
public sealed record StainRunOptions
{
    public StainOptions Stain { get; init; } = new();

    /// <summary>What to normalize to, or in whose look to draw separated stains.</summary>
    public StainStatistics? Reference { get; init; }

    /// <summary>Folder of the results; made where it is not there.</summary>
    public required string Folder { get; init; }
}
