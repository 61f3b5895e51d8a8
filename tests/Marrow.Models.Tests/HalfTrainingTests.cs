using Marrow.Tests;
using Marrow.Torch;

namespace Marrow.Models.Tests;

/// <summary>Training steps in 16-bit floats against the plain network's, whose gradients are checked numerically in their room.</summary>
public class HalfTrainingTests
{
    /// <summary>
    /// Of a kernel's gradient, by norm. Measured 0.7 to 1.6 %, as bfloat16 has it in libtorch; a gradient that lacks a tile or a tap is off by more.
    /// </summary>
    private const double Tolerance = 0.025;

    /// <summary>Sums over pixels cancel, rounding does not.</summary>
    private const double SumTolerance = 0.16;

    // The slope is 1: rounding would turn signs, and with them the gradients of what lies around zero. Sides become odd further down; tiles are few and
    // many (above 256), weights few and many (above 8,192), channels no multiple of 64 or 128, samples odd and even.
    [HalfTheory]
    [InlineData(2, 24, 40, 32, 64)]
    [InlineData(3, 36, 52, 32, 64, 96)]
    [InlineData(1, 76, 68, 32, 160, 64)]
    [InlineData(2, 120, 104, 64, 160, 192)]
    [InlineData(2, 48, 80, 32, 64, 96, 288, 96)]
    [InlineData(2, 36, 52, 16, 32, 48)]
    public void Gradients_agree_layer_by_layer(int samples, int rows, int columns, params int[] features) => Compare(false, samples, rows, columns, features);

    // Pictures of one block and of several, in both directions, and several pictures in one block of positions; weights whose gradients threads share by
    // positions (at most 16,384) and by weights, of so many positions that these are read in rounds.
    [MatrixTheory]
    [InlineData(2, 24, 40, 32, 64)]
    [InlineData(3, 36, 52, 32, 64, 96)]
    [InlineData(1, 76, 68, 32, 160, 64)]
    [InlineData(2, 120, 104, 64, 160, 192)]
    [InlineData(1, 44, 336, 32, 64)]
    [InlineData(5, 12, 20, 32, 64, 192)]
    [InlineData(2, 48, 80, 32, 64, 96, 288, 96)]
    [InlineData(2, 36, 52, 16, 32, 48)]
    public void Gradients_by_the_matrix_unit_agree_layer_by_layer(int samples, int rows, int columns, params int[] features) =>
        Compare(true, samples, rows, columns, features);

    [HalfFact]
    public void Every_weight_but_the_biases_before_normalizations_has_a_gradient()
    {
        using UNet network = Drawn(0.01, 32, 64);
        Assert.True(network.UseHalfTraining());
        using Scope scope = new();
        Differentiate(network, 1, 16, 16);
        Assert.All(network.NamedWeights(), pair => Assert.Equal(pair.Key.EndsWith("conv.bias", StringComparison.Ordinal), pair.Value.Gradient is null));
    }

    [HalfFact]
    public void The_same_bytes_come_out_on_any_number_of_threads() => CompareThreads(false, 32, 64, 128, 160);

    [MatrixFact]
    public void The_same_bytes_come_out_of_the_matrix_unit_on_any_number_of_threads()
    {
        CompareThreads(true, 32, 64, 128, 160);
        CompareThreads(true, 32, 224);
    }

    [HalfFact]
    public void A_network_learns_as_the_plain_one_does() => CompareLosses(false);

    [MatrixFact]
    public void A_network_learns_by_the_matrix_unit_as_the_plain_one_does() => CompareLosses(true);

    [HalfFact]
    public void Values_that_do_not_fit_give_gradients_that_are_not_finite_and_change_no_weight() => PassTheRange(false);

    [MatrixFact]
    public void Values_that_do_not_fit_give_the_matrix_unit_no_finite_gradients_either() => PassTheRange(true);

    [HalfFact]
    public void Weights_count_as_they_are_whoever_changed_them()
    {
        using UNet trained = Drawn(0.01, 32, 64), copied = Drawn(0.01, 32, 64);
        Assert.True(trained.UseHalfTraining() && copied.UseHalfTraining());
        using Scope scope = new();
        using SgdOptimizer optimizer = new(trained.Weights(), new SgdOptions { Momentum = 0.9, LearningRate = 0.1 });
        Tensor picture = Golden.Noise(7, 1, 1, 3, 16, 16);
        trained.Forward(picture).Sum().Backward();
        Assert.True(double.IsFinite(optimizer.StepClipped(12)));
        // After the step as it left them, then far beyond what 16 bits hold.
        foreach (double factor in new[] { 1, 1e6, 1e-12 })
        {
            using (NoGradient noGradient = new())
            {
                foreach (Tensor kernel in trained.Weights().Where(weight => factor != 1 && weight.Shape is [_, _, 3, 3]))
                {
                    kernel.MultiplyInPlace(factor);
                }

                foreach ((Tensor weight, Tensor copy) in trained.Weights().Zip(copied.Weights()))
                {
                    copy.CopyFrom(weight);
                }
            }

            Assert.Equal(copied.Forward(picture).ToArray<float>(), trained.Forward(picture).ToArray<float>());
        }
    }

    [Fact]
    public void Networks_of_other_shapes_are_refused()
    {
        using UNet residual = FastUNetTests.Drawn(true, 1), narrow = Drawn(0.01, 32, 40);
        Assert.False(residual.UseHalfTraining());
        Assert.False(narrow.UseHalfTraining());
    }

    private static void Compare(bool byMatrixUnit, int samples, int rows, int columns, int[] features)
    {
        using UNet half = Drawn(1, features), plain = Drawn(1, features);
        Assert.True(half.UseHalfTraining(byMatrixUnit));
        using Scope scope = new();
        Tensor[] got = Differentiate(half, samples, rows, columns), wanted = Differentiate(plain, samples, rows, columns);
        foreach (((string key, Tensor weight), int at) in half.NamedWeights().Select((pair, at) => (pair, at)).Where(one => got[one.at].Length(0) > 0))
        {
            double tolerance = weight.Axes == 4 ? Tolerance : SumTolerance;
            double difference = Norm(got[at].Subtract(wanted[at])) / Norm(wanted[at]);
            Assert.True(difference <= tolerance, $"{key}: {difference}");
        }
    }

    private static void CompareThreads(bool byMatrixUnit, params int[] features)
    {
        using UNet network = Drawn(0.01, features);
        Assert.True(network.UseHalfTraining(byMatrixUnit));
        using Scope scope = new();
        float[][][] runs = [.. new[] { 1, 2, 3 }.Select(threads =>
        {
            TorchLibrary.SetThreads(threads);
            return Differentiate(network, 2, 136, 104).Select(gradient => gradient.Contiguous().ToArray<float>()).ToArray();
        })];
        TorchLibrary.SetThreads(1);
        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(runs[0], runs[2]);
    }

    private static void CompareLosses(bool byMatrixUnit)
    {
        using UNet half = FastUNetTests.Drawn(false, 4), plain = FastUNetTests.Drawn(false, 4);
        Assert.True(half.UseHalfTraining(byMatrixUnit));
        double[] halfLosses = FastTrainingTests.Train(half), plainLosses = FastTrainingTests.Train(plain);
        Assert.All(halfLosses.Zip(plainLosses), pair => Assert.Equal(pair.Second, pair.First, 0.02));
        Assert.True(halfLosses[^1] < halfLosses[0]);
    }

    private static void PassTheRange(bool byMatrixUnit)
    {
        using UNet network = Drawn(0.01, 32, 64);
        Assert.True(network.UseHalfTraining(byMatrixUnit));
        using Scope scope = new();
        using SgdOptimizer optimizer = new(network.Weights(), new SgdOptions { Momentum = 0.9 });
        float[] before = network.Weights()[0].Contiguous().ToArray<float>();
        Tensor picture = Golden.Noise(7, 1e6, 1, 3, 16, 16);
        network.Forward(picture).Sum().Backward();
        Assert.False(double.IsFinite(optimizer.StepClipped(12)));
        Assert.Equal(before, network.Weights()[0].Contiguous().ToArray<float>());
        optimizer.ClearGradients();
        using (network.WithoutHalfTraining())
        {
            network.Forward(picture).Sum().Backward();
        }

        Assert.True(double.IsFinite(optimizer.StepClipped(12)));
    }

    // Gradients of a weighted sum of all logits, a sum to each weight; those without are of length 0.
    private static Tensor[] Differentiate(UNet network, int samples, int rows, int columns)
    {
        foreach (Tensor weight in network.Weights())
        {
            weight.ClearGradient();
        }

        Tensor[] outputs = network.ForwardDeep(Golden.Noise(11, 1.7, samples, 3, rows, columns));
        Tensor sum = outputs.Select((output, i) => output.Multiply(Golden.Noise((ulong)(20 + i), 1e-4, output.Shape)).Sum()).Aggregate((a, b) => a.Add(b));
        sum.Backward();
        return [.. network.NamedWeights().Select(pair => pair.Key.EndsWith("conv.bias", StringComparison.Ordinal) ? Creation.Zeros([0]) : pair.Value.Gradient!.Clone())];
    }

    private static double Norm(Tensor x) => Math.Sqrt(x.Multiply(x).Sum().Item());

    private static UNet Drawn(double slope, params int[] features)
    {
        UNet network = new(
            new UNetArchitecture
            {
                Features = features,
                Windows = [.. features.Select(_ => new long[] { 3, 3 })],
                Strides = [.. features.Select((_, s) => s == 0 ? new long[] { 1, 1 } : [2, 2])],
                EncoderBlocks = [.. features.Select(_ => 2)],
                DecoderConvolutions = [.. features.Skip(1).Select(_ => 2)],
                Slope = slope,
            },
            3,
            5);
        using Generator generator = new(3);
        network.Initialize(generator);
        ulong stream = 100;
        foreach ((string key, Tensor weight) in network.NamedWeights().Where(pair => pair.Value.Axes == 1))
        {
            using Tensor drawn = Golden.Noise(stream++, 0.3, weight.Shape);
            using NoGradient noGradient = new();
            weight.AddInPlace(drawn);
        }

        return network;
    }
}
