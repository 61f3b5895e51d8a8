using System.Text.Json;
using Marrow.Tests;
using Marrow.Torch;

namespace Marrow.Models.Tests;

/// <summary>The reference outputs of nnU-Net, and the pseudo-random inputs that they were made from.</summary>
internal static class Golden
{
    public const string Plain = "nnUNetTrainer__nnUNetTinyPlans__2d";
    public const string Residual = "nnUNetTrainer__nnUNetTinyResEncPlans__2d";

    public static string Path(params string[] parts) => SharedData.Path(["golden", "nnunet", .. parts]);

    public static Dictionary<string, Tensor> Arrays(params string[] parts) => NumpyArchive.ReadNpz(Path(parts));

    public static JsonElement Json(params string[] parts) => JsonDocument.Parse(File.ReadAllText(Path(parts))).RootElement;

    public static UNet Network(string model) => new(
        UNetArchitecture.Read(Json("tiny", model, "plans.json").GetProperty("configurations").GetProperty("2d").GetProperty("architecture")), 3, 3);

    public static UNet Loaded(string model, string checkpoint)
    {
        UNet network = Network(model);
        using Scope scope = new();
        network.Load(TorchFile.Read(Path("tiny", model, "fold_0", checkpoint)).Get<CheckpointMap>("network_weights").Tensors());
        return network;
    }

    public static double LargestDifference(Tensor left, Tensor right) => left.Subtract(right).Absolute().Largest([]).Item();

    /// <summary>Uniform numbers in [-1, 1) from the splitmix64 finaliser, as the reference's README defines them, times a factor.</summary>
    public static Tensor Noise(ulong stream, double factor, params long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, (product, length) => product * length)];
        for (int i = 0; i < values.Length; i++)
        {
            ulong z = unchecked((stream << 32) + (ulong)i + 1 + 0x9E3779B97F4A7C15);
            z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
            z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
            z ^= z >> 31;
            values[i] = (float)(((z >> 40) / 8388608.0) - 1) * (float)factor;
        }

        return Creation.From(values, shape);
    }
}
