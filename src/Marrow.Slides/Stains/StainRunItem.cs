using System.Text.Json.Serialization;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>What became of one file of a run.</summary>
/// <param name="Input">The file as it was given.</param>
/// <param name="Outputs">Names of the files written, in the run's folder.</param>
/// <param name="Source">What was measured; null where nothing could be.</param>
/// <param name="Unchanged">Why the pixels went through as they were, or null.</param>
/// <param name="Failure">Why there is no result at all, or null.</param>
public sealed record StainRunItem(string Input, IReadOnlyList<string> Outputs, StainStatistics? Source, string? Unchanged, string? Failure)
{
    /// <summary>The failure itself, for an exit code.</summary>
    [JsonIgnore]
    public Exception? Cause { get; init; }

    /// <summary>Small pictures before and after, for the contact sheet.</summary>
    [JsonIgnore]
    internal (Raster<byte> Before, Raster<byte> After)? Views { get; init; }
}
