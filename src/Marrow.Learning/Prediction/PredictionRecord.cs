using System.Text.Json.Nodes;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>What lies beside predictions so that they can be made again: settings, the model's files with their hashes, each input's hash and windows.</summary>
public static class PredictionRecord
{
    /// <summary>The SHA-256 of each fold's checkpoint, by file.</summary>
    public static JsonObject Checkpoints(SegmentationModel model, IReadOnlyList<string> folds) => new(folds.Select(fold => KeyValuePair.Create(
        $"fold_{fold}/{model.CheckpointName}", (JsonNode?)FileHash.Sha256(Path.Combine(model.FolderPath, $"fold_{fold}", model.CheckpointName)))));

    public static JsonObject Settings(SegmentationModel model, JsonObject checkpoints, PredictionOptions options, PredictionArithmetic arithmetic) => new()
    {
        ["model"] = Path.GetFileName(model.FolderPath),
        ["configuration"] = model.ConfigurationName,
        ["checkpoints"] = checkpoints,
        ["libtorch"] = Torch.TorchLibrary.Version,
        ["step"] = options.Step,
        ["mirroring"] = options.HasMirroring,
        ["exact"] = options.IsExact,
        ["arithmetic"] = arithmetic switch
        {
            PredictionArithmetic.Half => "float16, own kernels",
            PredictionArithmetic.Matrix => "float16 with products of bfloat16, own kernels",
            PredictionArithmetic.Single => "float32, own kernels",
            PredictionArithmetic.LibraryBrainFloat => "bfloat16, libtorch",
            _ => "float32, libtorch",
        },
        ["skipsGlass"] = options.SkipsGlass,
        ["level"] = options.Level,
        ["device"] = options.Device.ToString(),
    };

    /// <summary>The entry of one picture; the skipped share is of windows, 0 to 1.</summary>
    public static JsonObject Entry(DataSetCase one, PredictedWindows predicted) => new()
    {
        ["name"] = one.Name,
        ["inputs"] = new JsonObject(one.Images.Select(image => KeyValuePair.Create(Path.GetFileName(image), (JsonNode?)(File.Exists(image) ? FileHash.Sha256(image) : null)))),
        ["width"] = predicted.Size.Width,
        ["height"] = predicted.Size.Height,
        ["windows"] = predicted.Windows,
        ["skippedWindows"] = predicted.SkippedWindows,
        ["skippedShare"] = (double)predicted.SkippedWindows / predicted.Windows,
    };
}
