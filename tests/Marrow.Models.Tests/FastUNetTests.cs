using Marrow.Tests;
using Marrow.Torch;

namespace Marrow.Models.Tests;

/// <summary>The fast kernels against the plain network.</summary>
public class FastUNetTests
{
    /// <summary>Winograd's F(4×4, 3×3) in float32, through all layers, of logits of a few units.</summary>
    private const double Tolerance = 2e-3;

    [FastTheory]
    [InlineData(false, 96, 64)]
    [InlineData(true, 96, 64)]
    [InlineData(false, 76, 92)]
    [InlineData(true, 76, 92)]
    public void Logits_agree_with_the_plain_network(bool isResidual, int rows, int columns)
    {
        using UNet network = Drawn(isResidual, 1);
        using Scope scope = new();
        Tensor input = Golden.Noise(3, 1.7, 2, 3, rows, columns);
        Tensor wanted = network.Forward(input).Detach();
        using FastUNet fast = new(network);
        Tensor got = fast.Forward(input);
        Assert.Equal(wanted.Shape, got.Shape);
        Assert.InRange(Golden.LargestDifference(got, wanted), 0, Tolerance);
        double agreement = got.ArgumentOfLargest(1).IsEqualTo(wanted.ArgumentOfLargest(1)).To(ElementType.Float64).Mean().Item();
        Assert.InRange(agreement, 0.999, 1);
    }

    [FastTheory]
    [InlineData(false, 96)]
    [InlineData(true, 96)]
    [InlineData(false, 512)]
    [InlineData(true, 512)]
    public void The_same_bytes_come_out_on_any_number_of_threads(bool isResidual, int widest)
    {
        using UNet network = Drawn(isResidual, 2, widest);
        using FastUNet fast = new(network);
        using Tensor input = Golden.Noise(4, 1.7, 1, 3, 128, 96);
        using Tensor one = fast.Forward(input);
        TorchLibrary.SetThreads(3);
        using Tensor three = fast.Forward(input);
        TorchLibrary.SetThreads(1);
        Assert.Equal(one.ToArray<float>(), three.ToArray<float>());
    }

    [FastFact]
    public void Several_threads_may_ask_at_once_for_the_first_time()
    {
        using UNet network = Drawn(false, 2);
        using Tensor input = Golden.Noise(4, 1.7, 1, 3, 64, 64);
        using FastUNet first = new(network);
        using Tensor wanted = first.Forward(input);
        for (int round = 0; round < 30; round++)
        {
            using FastUNet fast = new(network);
            using Barrier together = new(4);
            Task<float[]>[] asked = [.. Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
            {
                together.SignalAndWait();
                using Tensor got = fast.Forward(input);
                return got.ToArray<float>();
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
            Assert.All(asked, task => Assert.Equal(wanted.ToArray<float>(), task.GetAwaiter().GetResult()));
        }
    }

    [FastFact]
    public void Nothing_is_left_behind()
    {
        using UNet network = Drawn(true, 3);
        using Tensor input = Golden.Noise(5, 1, 1, 3, 64, 64);
        long before = TorchLibrary.LiveTensors;
        using (FastUNet fast = new(network))
        {
            fast.Forward(input).Dispose();
            fast.Forward(input).Dispose();
        }

        Assert.Equal(before, TorchLibrary.LiveTensors);
    }

    [Fact]
    public void A_network_of_other_channels_is_refused()
    {
        using UNet network = new(Shape(false) with { Features = [32, 48, 64] }, 3, 2);
        Assert.False(FastUNet.Fits(network));
        Assert.Throws<ArgumentException>(() => new FastUNet(network));
    }

    internal static UNet Drawn(bool isResidual, int seed, int widest = 96)
    {
        UNet network = new(Shape(isResidual) with { Features = [32, 64, widest] }, 3, 4);
        using Generator generator = new(seed);
        network.Initialize(generator);
        foreach ((string key, Tensor weight) in network.NamedWeights().Where(pair => pair.Value.Axes == 1))
        {
            // Scales and shifts as training leaves them, so that a forgotten one shows.
            Initializer.FillConstant(weight, key.EndsWith("norm.weight", StringComparison.Ordinal) ? 0.8 : 0.1);
        }

        return network;
    }

    private static UNetArchitecture Shape(bool isResidual) => new()
    {
        Features = [32, 64, 96],
        Windows = [[3, 3], [3, 3], [3, 3]],
        Strides = [[1, 1], [2, 2], [2, 2]],
        EncoderBlocks = [2, 2, 2],
        DecoderConvolutions = [2, 1],
        HasResidualEncoder = isResidual,
    };
}
