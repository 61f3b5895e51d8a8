using Marrow.Hematology.Segmentation;

namespace Marrow.Hematology;

/// <summary>What a way of analysing a slide gives before it is judged.</summary>
/// <param name="Sharpness">See <see cref="Focus"/>; null where it cannot be measured.</param>
internal sealed record AnalysisOutcome(
    Tally Tally, IReadOnlyList<Vacuole> Vacuoles, FatThreshold Threshold, IReadOnlyList<SensitivityPoint> Sensitivity, double? Sharpness)
{
    /// <summary>The network that took part, or null.</summary>
    public CompartmentNetwork? Network { get; init; }

    /// <summary>Side of a working pixel in µm where it was too coarse for the network that was asked for; else null.</summary>
    public double? TooCoarse { get; init; }

    /// <summary>The share of the picture that is black to its edge, 0 … 1; null where none is.</summary>
    public double? VoidShare { get; init; }

    /// <summary>What the region's file holds beside polygons, in words; null where it holds nothing else.</summary>
    public string? LeftOutOfRegion { get; init; }

    /// <summary>What set the sizes of filters, or of square millimetres alone; null where nothing did.</summary>
    public SlideScale? Scale { get; init; }
}
