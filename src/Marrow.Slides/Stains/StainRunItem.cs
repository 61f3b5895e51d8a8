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

    /// <summary>What a person should be told: the failure, or why the result is the input or nothing; null where all went well.</summary>
    [JsonIgnore]
    public string? Remark => Failure ?? (Unchanged is null ? null : $"{Path.GetFileName(Input)}: {(Outputs.Count > 0 ? "unchanged" : "no result")}: {Unchanged}");

    /// <summary>Small pictures for the contact sheet, the first of them as it was; empty where it cannot be read.</summary>
    [JsonIgnore]
    internal IReadOnlyList<(string Name, Raster<byte> Picture)> Views { get; init; } = [];
}
