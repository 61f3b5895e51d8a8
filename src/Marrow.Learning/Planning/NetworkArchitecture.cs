using System.Text.Json.Nodes;

namespace Marrow.Learning;

/// <summary>A U-shaped network as plans describe it; sides of kernels and strides are y, x.</summary>
public sealed record NetworkArchitecture
{
    private const string Module = "dynamic_network_architectures.architectures.unet.";

    /// <summary>True for an encoder of residual blocks, false for plain convolutions.</summary>
    public required bool IsResidual { get; init; }

    /// <summary>Channels of each stage, finest first.</summary>
    public required IReadOnlyList<int> Features { get; init; }

    public required IReadOnlyList<int[]> Kernels { get; init; }

    public required IReadOnlyList<int[]> Strides { get; init; }

    /// <summary>Convolutions or residual blocks of each encoder stage, finest first.</summary>
    public required IReadOnlyList<int> EncoderDepths { get; init; }

    /// <summary>Convolutions of each decoder stage, coarsest first.</summary>
    public required IReadOnlyList<int> DecoderDepths { get; init; }

    public int StageCount => Features.Count;

    /// <exception cref="InvalidDataException">Another network, another normalization, or three dimensions.</exception>
    internal static NetworkArchitecture From(JsonObject node)
    {
        string network = (string?)node["network_class_name"] ?? "";
        string kind = network.Split('.')[^1];
        if (kind is not ("PlainConvUNet" or "ResidualEncoderUNet"))
        {
            throw new InvalidDataException($"the plans ask for the network {network}; only PlainConvUNet and ResidualEncoderUNet are built here");
        }

        JsonObject settings = node["arch_kwargs"]!.AsObject();
        Expect(settings, "conv_op", "Conv2d");
        Expect(settings, "norm_op", "InstanceNorm2d");
        Expect(settings, "nonlin", "LeakyReLU");
        bool isResidual = kind == "ResidualEncoderUNet";
        int stages = (int)settings["n_stages"]!;
        return new NetworkArchitecture
        {
            IsResidual = isResidual,
            Features = Numbers(settings["features_per_stage"]!, stages),
            Kernels = Pairs(settings["kernel_sizes"]!, stages),
            Strides = Pairs(settings["strides"]!, stages),
            EncoderDepths = Numbers(settings[isResidual ? "n_blocks_per_stage" : "n_conv_per_stage"]!, stages),
            DecoderDepths = Numbers(settings["n_conv_per_stage_decoder"]!, stages - 1),
        };
    }

    internal JsonObject ToJson() => new()
    {
        ["network_class_name"] = Module + (IsResidual ? "ResidualEncoderUNet" : "PlainConvUNet"),
        ["arch_kwargs"] = new JsonObject
        {
            ["n_stages"] = StageCount,
            ["features_per_stage"] = Array(Features),
            ["conv_op"] = "torch.nn.modules.conv.Conv2d",
            ["kernel_sizes"] = new JsonArray(Kernels.Select(kernel => (JsonNode)Array(kernel)).ToArray()),
            ["strides"] = new JsonArray(Strides.Select(stride => (JsonNode)Array(stride)).ToArray()),
            [IsResidual ? "n_blocks_per_stage" : "n_conv_per_stage"] = Array(EncoderDepths),
            ["n_conv_per_stage_decoder"] = Array(DecoderDepths),
            ["conv_bias"] = true,
            ["norm_op"] = "torch.nn.modules.instancenorm.InstanceNorm2d",
            ["norm_op_kwargs"] = new JsonObject { ["eps"] = 1e-5, ["affine"] = true },
            ["dropout_op"] = null,
            ["dropout_op_kwargs"] = null,
            ["nonlin"] = "torch.nn.LeakyReLU",
            ["nonlin_kwargs"] = new JsonObject { ["inplace"] = true },
        },
        ["_kw_requires_import"] = new JsonArray("conv_op", "norm_op", "dropout_op", "nonlin"),
    };

    private static JsonArray Array(IEnumerable<int> values) => new(values.Select(value => (JsonNode)value).ToArray());

    // A single number stands for as many equal ones, as it does for the reference.
    private static int[] Numbers(JsonNode node, int count) => node is JsonArray list ? list.Select(item => (int)item!).ToArray() : Enumerable.Repeat((int)node, count).ToArray();

    private static int[][] Pairs(JsonNode node, int count) =>
        node is JsonArray list ? list.Select(item => Numbers(item!, 2)).ToArray() : Enumerable.Range(0, count).Select(_ => Numbers(node, 2)).ToArray();

    private static void Expect(JsonObject settings, string key, string ending)
    {
        string value = (string?)settings[key] ?? "nothing";
        if (!value.EndsWith(ending, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"the plans ask for {key} {value}; only {ending} is built here");
        }
    }
}
