using System.Text.Json;
using Marrow.Tests;
using Marrow.Torch;

namespace Marrow.Models.Tests;

public class UNetReferenceTests
{
    /// <summary>float32 sums in another order, through up to 26 layers.</summary>
    private const double Tolerance = 1e-4;

    [SharedTheory]
    [InlineData(Golden.Plain)]
    [InlineData(Golden.Residual)]
    public void State_keys_stand_in_the_order_of_the_reference(string model)
    {
        using UNet network = Golden.Network(model);
        JsonElement[] wanted = Golden.Json("tiny", model, "state_dict_keys.json").EnumerateArray().ToArray();
        KeyValuePair<string, Tensor>[] state = network.State().ToArray();
        Assert.Equal(wanted.Select(key => key[0].GetString()), state.Select(pair => pair.Key));
        Dictionary<string, Tensor> byKey = state.ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach (JsonElement key in wanted)
        {
            Assert.Equal(key[1].EnumerateArray().Select(length => length.GetInt64()), byKey[key[0].GetString()!].Shape);
            Assert.Same(byKey[key[2].GetString()!], byKey[key[0].GetString()!]);
        }
    }

    [SharedTheory]
    [InlineData(Golden.Plain, "init")]
    [InlineData(Golden.Plain, "final")]
    [InlineData(Golden.Residual, "init")]
    [InlineData(Golden.Residual, "final")]
    public void Imported_checkpoints_give_the_logits_of_the_reference(string model, string stage)
    {
        using UNet network = Golden.Loaded(model, $"checkpoint_{stage}.pth");
        using InferenceMode inference = new();
        using Scope scope = new();
        Dictionary<string, Tensor> wanted = Golden.Arrays("tiny", model, $"net_{stage}.npz");
        Tensor input = NumpyArchive.ReadNpy(Golden.Path("tiny", "input_1x3x128x128.npy"));
        Tensor[] outputs = network.ForwardDeep(input);
        for (int i = 0; i < outputs.Length; i++)
        {
            Assert.InRange(Golden.LargestDifference(outputs[i], wanted[$"ds{i}"]), 0, Tolerance);
        }

        Tensor[] skips = network.Encode(input);
        for (int i = 0; i < skips.Length; i++)
        {
            Assert.InRange(Golden.LargestDifference(skips[i].Slice(1, 0, long.MaxValue, 4), wanted[$"skip{i}_every4"]), 0, Tolerance);
        }

        Tensor pair = network.Forward(NumpyArchive.ReadNpy(Golden.Path("tiny", "input_2x3x96x160.npy")));
        Assert.InRange(Golden.LargestDifference(pair, wanted["out_2x3x96x160"]), 0, Tolerance);
    }

    [SharedFact]
    public void A_checkpoint_of_numpy_2_and_cuda_gives_the_same_weights()
    {
        using UNet network = Golden.Loaded(Golden.Plain, "checkpoint_final.pth");
        using Scope scope = new();
        IReadOnlyDictionary<string, Tensor> emulated =
            TorchFile.Read(Golden.Path("tiny", "checkpoint_final_emulated_numpy2_cuda.pth")).Get<CheckpointMap>("network_weights").Tensors();
        Assert.All(network.State(), pair => Assert.Equal(pair.Value.ToArray<float>(), emulated[pair.Key].ToArray<float>()));
    }

    [SharedFact]
    public void The_real_plain_plan_gives_the_logits_of_the_reference()
    {
        JsonElement plans = Golden.Json("plans", "Dataset301_WBC2", "nnUNetPlans.json");
        using UNet network = new(UNetArchitecture.Read(plans.GetProperty("configurations").GetProperty("2d").GetProperty("architecture")), 3, 3);
        JsonElement info = Golden.Json("real301", "plain_info_compact.json");
        FillByFormula(network, info.GetProperty("param_order").EnumerateArray().Select(entry => entry[0].GetString()!));
        Assert.Equal(info.GetProperty("n_params").GetInt64(), network.Weights().Sum(weight => weight.Count));

        using InferenceMode inference = new();
        using Scope scope = new();
        Dictionary<string, Tensor> wanted = Golden.Arrays("real301", "plain_outputs.npz");
        Tensor[] outputs = network.ForwardDeep(Golden.Noise(902, 1.7, 1, 3, 320, 320));
        Tensor thinned = outputs[0].Slice(2, 0, long.MaxValue, 2).Slice(3, 0, long.MaxValue, 2);
        Assert.InRange(Golden.LargestDifference(thinned, wanted["ds0_every2"]), 0, Tolerance);
        for (int i = 1; i < outputs.Length; i++)
        {
            Assert.InRange(Golden.LargestDifference(outputs[i], wanted[$"ds{i}"]), 0, Tolerance);
        }
    }

    [SharedFact]
    public void The_real_residual_plan_has_the_weights_of_the_reference()
    {
        JsonElement plans = Golden.Json("plans", "Dataset301_WBC2", "nnUNetResEncUNetMPlans.json");
        using UNet network = new(UNetArchitecture.Read(plans.GetProperty("configurations").GetProperty("2d").GetProperty("architecture")), 3, 3);
        JsonElement info = Golden.Json("real301", "resencM_info_compact.json");
        Assert.Equal(info.GetProperty("param_order").EnumerateArray().Select(entry => entry[0].GetString()), network.NamedWeights().Select(pair => pair.Key));
        Assert.Equal(info.GetProperty("n_params").GetInt64(), network.Weights().Sum(weight => weight.Count));
    }

    [SharedTheory]
    [InlineData(Golden.Plain)]
    [InlineData(Golden.Residual)]
    public void In_bfloat16_the_chosen_class_agrees(string model)
    {
        using UNet network = Golden.Loaded(model, "checkpoint_final.pth");
        using InferenceMode inference = new();
        using Scope scope = new();
        Tensor input = NumpyArchive.ReadNpy(Golden.Path("tiny", "input_2x3x96x160.npy"));
        Tensor exact = network.Forward(input).ArgumentOfLargest(1);
        using Autocast autocast = new(Device.Cpu, ElementType.BFloat16);
        Tensor rough = network.Forward(input).ArgumentOfLargest(1);
        double agreement = rough.To(ElementType.Int64).Subtract(exact).IsEqualTo(0.0).To(ElementType.Float64).Mean().Item();
        Assert.InRange(agreement, 0.98, 1);
    }

    private static void FillByFormula(UNet network, IEnumerable<string> order)
    {
        Dictionary<string, Tensor> weights = network.NamedWeights().ToDictionary(pair => pair.Key, pair => pair.Value);
        using NoGradient noGradient = new();
        ulong stream = 0;
        foreach (string key in order)
        {
            using Scope scope = new();
            Tensor weight = weights[key];
            long[] shape = weight.Shape;
            double factor = shape.Length == 4 ? (float)Math.Sqrt(6.0 / (shape[1] * shape[2] * shape[3])) : key.EndsWith("bias", StringComparison.Ordinal) ? 0.1 : 0.2;
            Tensor values = Golden.Noise(stream++, factor, shape);
            weight.CopyFrom(shape.Length == 4 || key.EndsWith("bias", StringComparison.Ordinal) ? values : values.Add(1.0));
        }
    }
}
