using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>What the analysis of one slide found; what is written of it stands in the result files.</summary>
public sealed record CellularityAnalysisResult
{
    public required PixelSize Size { get; init; }

    /// <summary>As used: the file's, or the user's where the settings supply one; null where unknown.</summary>
    public required PixelPitch? Pitch { get; init; }

    public required CompartmentCounts Counts { get; init; }

    public required FatRule Rule { get; init; }

    public required FatThreshold Threshold { get; init; }

    /// <summary>Found vacuoles in reading order of their first pixel; empty for the percentile rule.</summary>
    public required IReadOnlyList<Vacuole> Vacuoles { get; init; }

    /// <summary>Grey levels 0–255 of the marrow region (haematopoietic and fat): counts of level-0 pixels, 256 values.</summary>
    public required IReadOnlyList<long> GreyHistogram { get; init; }

    /// <summary>For the objects rule: cellularity had the bright level been moved by −32 … +32 grey levels; for percentile: by threshold 150 … 254.</summary>
    public required IReadOnlyList<SensitivityPoint> Sensitivity { get; init; }

    public required IReadOnlyList<Suspicion> Suspicions { get; init; }

    /// <summary>How the region was found: the network's name, <c>classical</c>, <c>whole</c> or <c>mask</c>.</summary>
    public required string RegionMethod { get; init; }

    /// <summary>What the network was computed in, <c>half</c>, <c>matrix</c> or <c>library</c>; null where none took part.</summary>
    public string? RegionArithmetic { get; init; }

    /// <summary>True where no learned weights took part.</summary>
    public required bool IsModelFree { get; init; }
}
