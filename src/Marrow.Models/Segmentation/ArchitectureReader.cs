using System.Text.Json;
using Marrow.Torch;

namespace Marrow.Models;

/// <summary>Reads an <c>architecture</c> object and refuses, by name, what this room does not build.</summary>
internal static class ArchitectureReader
{
    private static readonly string[] Known =
    [
        "n_stages", "features_per_stage", "conv_op", "kernel_sizes", "strides", "n_conv_per_stage", "n_blocks_per_stage", "n_conv_per_stage_decoder", "conv_bias",
        "norm_op", "norm_op_kwargs", "dropout_op", "dropout_op_kwargs", "nonlin", "nonlin_kwargs", "deep_supervision",
    ];

    public static UNetArchitecture Read(JsonElement architecture)
    {
        try
        {
            return ReadChecked(architecture);
        }
        catch (Exception trouble) when (trouble is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new CheckpointException("the plans do not describe a network as nnU-Net 2.3 or newer writes it", trouble);
        }
    }

    private static UNetArchitecture ReadChecked(JsonElement architecture)
    {
        bool isResidual = LastWord(architecture.GetProperty("network_class_name")) switch
        {
            "PlainConvUNet" => false,
            "ResidualEncoderUNet" => true,
            string other => throw new CheckpointException($"the plans want the network {other}; PlainConvUNet and ResidualEncoderUNet are built"),
        };
        JsonElement arguments = architecture.GetProperty("arch_kwargs");
        CheckParts(arguments);
        int stages = arguments.GetProperty("n_stages").GetInt32();
        UNetArchitecture result = new()
        {
            Features = Integers(arguments.GetProperty("features_per_stage"), stages),
            Windows = Pairs(arguments.GetProperty("kernel_sizes"), stages),
            Strides = Pairs(arguments.GetProperty("strides"), stages),
            EncoderBlocks = Integers(arguments.GetProperty(isResidual ? "n_blocks_per_stage" : "n_conv_per_stage"), stages),
            DecoderConvolutions = Integers(arguments.GetProperty("n_conv_per_stage_decoder"), stages - 1),
            HasResidualEncoder = isResidual,
            HasBias = arguments.GetProperty("conv_bias").GetBoolean(),
            Epsilon = Number(arguments, "norm_op_kwargs", "eps", 1e-5),
            Slope = Number(arguments, "nonlin_kwargs", "negative_slope", 0.01),
        };
        return result;
    }

    private static void CheckParts(JsonElement arguments)
    {
        if (LastWord(arguments.GetProperty("conv_op")) == "Conv3d")
        {
            throw new CheckpointException("the plans are three-dimensional; only two-dimensional configurations are built");
        }

        CheckOthers(arguments);
        CheckPart(arguments, "conv_op", "Conv2d");
        CheckPart(arguments, "norm_op", "InstanceNorm2d");
        CheckPart(arguments, "nonlin", "LeakyReLU");
        if (arguments.TryGetProperty("dropout_op", out JsonElement dropout) && dropout.ValueKind != JsonValueKind.Null)
        {
            throw new CheckpointException("the plans want dropout, which nnU-Net's presets do not use");
        }

        if (arguments.TryGetProperty("norm_op_kwargs", out JsonElement norm) && norm.TryGetProperty("affine", out JsonElement affine) && !affine.GetBoolean())
        {
            throw new CheckpointException("the plans want normalization without scale and shift, which nnU-Net's presets do not use");
        }
    }

    // Weights often fit without what such an entry changes, and would give other results without a word.
    private static void CheckOthers(JsonElement arguments)
    {
        foreach (JsonProperty other in arguments.EnumerateObject().Where(entry => !Known.Contains(entry.Name) && entry.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False)))
        {
            if (other.Name != "block" || LastWord(other.Value) != "BasicBlockD")
            {
                throw new CheckpointException($"the plans want {other.Name} {other.Value}, which nnU-Net's presets do not use");
            }
        }

        if (arguments.TryGetProperty("norm_op_kwargs", out JsonElement norm) && norm.TryGetProperty("track_running_stats", out JsonElement tracks) && tracks.GetBoolean())
        {
            throw new CheckpointException("the plans want normalization by running statistics, which nnU-Net's presets do not use");
        }
    }

    private static void CheckPart(JsonElement arguments, string key, string wanted)
    {
        string got = LastWord(arguments.GetProperty(key));
        if (got != wanted)
        {
            throw new CheckpointException($"the plans want {got} as {key}; {wanted} is built");
        }
    }

    private static string LastWord(JsonElement name) => name.GetString()!.Split('.')[^1];

    private static double Number(JsonElement arguments, string group, string key, double otherwise) =>
        arguments.TryGetProperty(group, out JsonElement found) && found.ValueKind == JsonValueKind.Object && found.TryGetProperty(key, out JsonElement number)
            ? number.GetDouble()
            : otherwise;

    private static int[] Integers(JsonElement list, int count) => list.ValueKind == JsonValueKind.Number
        ? Enumerable.Repeat(list.GetInt32(), count).ToArray()
        : Counted(list.EnumerateArray().Select(item => item.GetInt32()).ToArray(), count);

    private static long[][] Pairs(JsonElement list, int count) => list.ValueKind == JsonValueKind.Number
        ? Enumerable.Range(0, count).Select(_ => Pair(list)).ToArray()
        : Counted(list.EnumerateArray().Select(item => Pair(item)).ToArray(), count);

    private static long[] Pair(JsonElement item)
    {
        long[] pair = item.ValueKind == JsonValueKind.Number
            ? [item.GetInt64(), item.GetInt64()]
            : item.EnumerateArray().Select(number => number.GetInt64()).ToArray();
        return pair.Length == 2
            ? pair
            : throw new CheckpointException($"the plans have windows of {pair.Length} axes; only two-dimensional configurations are built");
    }

    private static T[] Counted<T>(T[] items, int count) =>
        items.Length == count ? items : throw new CheckpointException($"the plans list {items.Length} stages where {count} are wanted");
}
