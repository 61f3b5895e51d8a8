using Marrow.Hematology.Segmentation;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>What the suspicions are judged on.</summary>
internal sealed record SuspicionEvidence(
    AnalysisOutcome Outcome, CellularityOptions Options, PixelPitch? Pitch, Appearance Appearance)
{
    /// <summary>The reader's own reason to distrust the pixels.</summary>
    public string? Doubt { get; init; }
}
