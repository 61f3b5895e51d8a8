using System.Text.Json.Nodes;

namespace Marrow.Learning;

/// <summary>One way of training on a data set, as plans hold it: the patch, the batch, how pictures are scaled, the network.</summary>
public sealed record PlanConfiguration
{
    /// <summary>The folder below the preprocessed data set that holds this configuration's pictures.</summary>
    public required string DataIdentifier { get; init; }

    public required int BatchSize { get; init; }

    /// <summary>Height and width of the network's input in pixels.</summary>
    public required IReadOnlyList<int> PatchSize { get; init; }

    /// <summary>Median height and width of the cases; a half is possible.</summary>
    public required IReadOnlyList<double> MedianSize { get; init; }

    /// <summary>Target spacing, y and x; 1 for pictures without physical size.</summary>
    public required IReadOnlyList<double> Spacing { get; init; }

    /// <summary>For each channel how its grey levels are scaled.</summary>
    public required IReadOnlyList<Normalization> Normalizations { get; init; }

    /// <summary>For each channel whether only pixels inside the non-zero part count.</summary>
    public required IReadOnlyList<bool> UsesMask { get; init; }

    public required NetworkArchitecture Network { get; init; }

    /// <summary>Whether the Dice loss is taken over the whole batch rather than picture by picture.</summary>
    public bool HasBatchDice { get; init; } = true;

    /// <exception cref="InvalidDataException">Three dimensions, sizes that are none, another preprocessor, another network.</exception>
    internal static PlanConfiguration From(JsonObject node)
    {
        int[] patch = node["patch_size"]!.AsArray().Select(item => (int)item!).ToArray();
        if (patch.Length != 2)
        {
            throw new InvalidDataException("the configuration is three-dimensional; only two-dimensional ones are supported");
        }

        int batch = (int)node["batch_size"]!;
        double[] spacing = node["spacing"]!.AsArray().Select(item => (double)item!).ToArray();
        if (batch < 1 || patch.Any(side => side < 1) || spacing.Length != 2 || !spacing.All(side => side > 0 && double.IsFinite(side)))
        {
            throw new InvalidDataException("the configuration needs a batch, patch sides and two spacings above 0");
        }

        string preprocessor = (string?)node["preprocessor_name"] ?? "";
        return new PlanConfiguration
        {
            DataIdentifier = (string)node["data_identifier"]!,
            BatchSize = batch,
            PatchSize = patch,
            MedianSize = node["median_image_size_in_voxels"]!.AsArray().Select(item => (double)item!).ToArray(),
            Spacing = spacing,
            Normalizations = node["normalization_schemes"]!.AsArray().Select(item => Normalization.Named((string)item!)).ToArray(),
            UsesMask = node["use_mask_for_norm"]!.AsArray().Select(item => (bool)item!).ToArray(),
            Network = NetworkArchitecture.From(node["architecture"] as JsonObject ?? throw new InvalidDataException("the plans are of an older nnU-Net without an architecture entry; plan again")),
            HasBatchDice = (bool?)node["batch_dice"] ?? true,
        } is var configuration && preprocessor == "DefaultPreprocessor"
            ? configuration
            : throw new InvalidDataException($"the plans ask for the preprocessor {preprocessor}; only DefaultPreprocessor is built here");
    }

    internal JsonObject ToJson() => new()
    {
        ["data_identifier"] = DataIdentifier,
        ["preprocessor_name"] = "DefaultPreprocessor",
        ["batch_size"] = BatchSize,
        ["patch_size"] = Array(PatchSize, side => side),
        ["median_image_size_in_voxels"] = Array(MedianSize, side => side),
        ["spacing"] = Array(Spacing, side => side),
        ["normalization_schemes"] = Array(Normalizations, scheme => scheme.Name),
        ["use_mask_for_norm"] = Array(UsesMask, uses => uses),
        ["resampling_fn_data"] = "resample_data_or_seg_to_shape",
        ["resampling_fn_seg"] = "resample_data_or_seg_to_shape",
        ["resampling_fn_data_kwargs"] = Resampling(isLabel: false, order: 3),
        ["resampling_fn_seg_kwargs"] = Resampling(isLabel: true, order: 1),
        ["resampling_fn_probabilities"] = "resample_data_or_seg_to_shape",
        ["resampling_fn_probabilities_kwargs"] = Resampling(isLabel: false, order: 1),
        ["architecture"] = Network.ToJson(),
        ["batch_dice"] = HasBatchDice,
    };

    private static JsonObject Resampling(bool isLabel, int order) =>
        new() { ["is_seg"] = isLabel, ["order"] = order, ["order_z"] = 0, ["force_separate_z"] = null };

    private static JsonArray Array<T>(IEnumerable<T> values, Func<T, JsonNode> convert) => new(values.Select(convert).ToArray());
}
