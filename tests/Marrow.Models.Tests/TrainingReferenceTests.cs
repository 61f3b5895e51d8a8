using System.Text.Json;
using Marrow.Tests;
using Marrow.Torch;

namespace Marrow.Models.Tests;

/// <summary>Five training steps of the reference, repeated with its batches.</summary>
public class TrainingReferenceTests
{
    /// <summary>float32 sums in another order, carried through five steps of momentum 0.99.</summary>
    private const double LossTolerance = 1e-5;
    private const double NormTolerance = 1e-4;
    private const double LogitTolerance = 1e-3;
    private const double WeightTolerance = 1e-4;

    [SharedTheory]
    [InlineData(Golden.Plain, "plain")]
    [InlineData(Golden.Residual, "resenc")]
    public void Five_steps_agree(string model, string name)
    {
        JsonElement wanted = Golden.Json("training", "train_steps.json").GetProperty(name);
        using UNet network = Golden.Loaded(model, "checkpoint_init.pth");
        using SgdOptimizer optimizer = new(network.Weights(), new SgdOptions());
        for (int step = 0; step < 5; step++)
        {
            (double loss, double norm) = Train(network, optimizer, step);
            Assert.Equal(wanted.GetProperty("losses")[step].GetDouble(), loss, LossTolerance);
            Assert.Equal(wanted.GetProperty("grad_norm_before_clip12")[step].GetDouble(), norm, NormTolerance);
        }

        CheckWeights(network, name, wanted.GetProperty("param_abs_sums"));
        Assert.Equal(wanted.GetProperty("ds_weights").EnumerateArray().Select(weight => weight.GetDouble()), DeepSupervision.Weights(3));
    }

    [SharedFact]
    public void A_thousand_steps_leave_no_tensor_behind_and_memory_flat()
    {
        using UNet network = Golden.Loaded(Golden.Plain, "checkpoint_init.pth");
        StaysFlat(network, optimizer =>
        {
            optimizer.ClipGradients(12);
            optimizer.Step();
        }, 1000);
    }

    [Theory]
    [InlineData(false, 1000)]
    [InlineData(true, 100)]
    public void Steps_by_our_kernels_leave_no_tensor_behind_and_memory_flat(bool isResidual, int steps)
    {
        using UNet network = FastUNetTests.Drawn(isResidual, 4);
        network.StoreChannelsLast();
        if (network.UseFastTraining())
        {
            StaysFlat(network, optimizer => optimizer.StepClipped(12), steps);
        }
    }

    private static void StaysFlat(UNet network, Action<SgdOptimizer> descend, int count)
    {
        // So small maps are not worth several threads.
        TorchLibrary.SetThreads(1);
        using SgdOptimizer optimizer = new(network.Weights(), new SgdOptions());
        using Tensor input = Golden.Noise(1, 1, 1, 3, 16, 16);
        void Run(int steps) => TrainingReferenceTests.Run((network, optimizer, descend), input, steps);
        Run(count / 2);
        long memory = ResidentBytes();
        long tensors = TorchLibrary.LiveTensors;
        Run(count);
        long grown = ResidentBytes() - memory;
        Assert.Equal(tensors, TorchLibrary.LiveTensors);
        Assert.InRange(grown, long.MinValue, 32 << 20);
    }

    private static void Run((UNet Network, SgdOptimizer Optimizer, Action<SgdOptimizer> Descend) training, Tensor input, int steps)
    {
        (UNet network, SgdOptimizer optimizer, Action<SgdOptimizer> descend) = training;
        SegmentationLoss loss = new(new SegmentationLossOptions());
        for (int step = 0; step < steps; step++)
        {
            using Scope scope = new();
            optimizer.ClearGradients();
            Tensor[] outputs = network.ForwardDeep(input);
            Tensor[] targets = Array.ConvertAll(outputs, output => Creation.Zeros([1, 1, output.Length(2), output.Length(3)], ElementType.Int64));
            DeepSupervision.Forward(loss, outputs, targets).Backward();
            descend(optimizer);
        }
    }

    private static long ResidentBytes()
    {
        // Tensors that earlier tests left to the garbage collector go first; then it hands back what it only reserves.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        TorchLibrary.Trim();
        return Environment.WorkingSet;
    }

    private static (double Loss, double Norm) Train(UNet network, SgdOptimizer optimizer, int step)
    {
        using Scope scope = new();
        Tensor input = Golden.Noise((ulong)(920 + step), 1.7, 4, 3, 128, 128);
        Tensor[] targets = Targets(input);
        if (step == 0)
        {
            Dictionary<string, Tensor> wanted = Golden.Arrays("training", "ds_targets_it0.npz");
            Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(wanted[$"t{i}"].To(ElementType.Int64).ToArray<long>(), targets[i].ToArray<long>()));
        }

        optimizer.ClearGradients();
        Tensor loss = DeepSupervision.Forward(new SegmentationLoss(new SegmentationLossOptions()), network.ForwardDeep(input), targets);
        loss.Backward();
        double norm = optimizer.ClipGradients(12);
        optimizer.Step();
        return (loss.Item(), norm);
    }

    /// <summary>label = (f0 > 0.05) + ((f0 > 0.05) and (f1 > 0)) of the 9×9 mean f; smaller ones take each block's pixel nearest its middle.</summary>
    private static Tensor[] Targets(Tensor input)
    {
        Tensor mean = input.Convolve(Creation.Full([3, 1, 9, 9], 1 / 81.0), null, ConvolutionShape.Same([9, 9], [1, 1]) with { Groups = 3 });
        Tensor first = mean.Narrow(1, 0, 1).IsGreaterThan(0.05).To(ElementType.Int64);
        Tensor full = first.Add(first.Multiply(mean.Narrow(1, 1, 1).IsGreaterThan(0).To(ElementType.Int64)));
        return [full, Thin(full, 2), Thin(full, 4)];
    }

    private static Tensor Thin(Tensor label, long step) =>
        label.Slice(2, step / 2, long.MaxValue, step).Slice(3, step / 2, long.MaxValue, step).Contiguous();

    private static void CheckWeights(UNet network, string name, JsonElement sums)
    {
        using Scope scope = new();
        using InferenceMode inference = new();
        Dictionary<string, Tensor> wanted = Golden.Arrays("training", $"{name}_after5.npz");
        foreach ((string key, Tensor weight) in network.NamedWeights())
        {
            double sum = sums.GetProperty(key).GetDouble();
            Assert.Equal(sum, weight.Detach().Absolute().To(ElementType.Float64).Sum().Item(), WeightTolerance * (1 + sum));
            if (wanted.TryGetValue(key.Replace('.', '/'), out Tensor? values))
            {
                Assert.InRange(Golden.LargestDifference(weight.Detach(), values), 0, WeightTolerance);
            }
        }

        Tensor logits = network.Forward(NumpyArchive.ReadNpy(Golden.Path("tiny", "input_1x3x128x128.npy")));
        Assert.InRange(Golden.LargestDifference(logits, wanted["logits"]), 0, LogitTolerance);
    }
}
