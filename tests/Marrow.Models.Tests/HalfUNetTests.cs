using Marrow.Tests;
using Marrow.Torch;

namespace Marrow.Models.Tests;

/// <summary>The 16-bit network against the plain one.</summary>
public class HalfUNetTests
{
    /// <summary>Of a network with drawn weights, whose logits are a few units: rounding to 16 bits through all layers.</summary>
    private const double Tolerance = 0.15;

    [HalfTheory]
    [InlineData(96, 64, 96, false)]
    [InlineData(76, 92, 96, false)]
    [InlineData(4, 4, 96, false)]
    [InlineData(96, 64, 256, false)]
    [InlineData(76, 92, 256, false)]
    [InlineData(96, 64, 256, true)]
    [InlineData(76, 92, 256, true)]
    public void Logits_agree_with_the_plain_network(int rows, int columns, int widest, bool usesMatrixUnit)
    {
        using UNet network = FastUNetTests.Drawn(false, 1, widest);
        using Scope scope = new();
        Tensor input = Golden.Noise(3, 1.7, 2, 3, rows, columns);
        Tensor wanted = network.Forward(input).Detach();
        using HalfUNet half = new(network, 96, 64, usesMatrixUnit);
        Tensor got = half.Forward(input);
        Assert.Equal(wanted.Shape, got.Shape);
        Assert.InRange(Golden.LargestDifference(got, wanted), 0, Tolerance);
    }

    [HalfTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_network_may_go_and_bytes_do_not_depend_on_threads(bool usesMatrixUnit)
    {
        UNet network = FastUNetTests.Drawn(false, 2, 256);
        using HalfUNet half = new(network, 128, 96, usesMatrixUnit);
        Assert.Equal(usesMatrixUnit && HalfInference.HasMatrixUnit, half.UsesMatrixUnit);
        network.Dispose();
        using Tensor input = Golden.Noise(4, 1.7, 1, 3, 128, 96);
        using Tensor one = half.Forward(input);
        TorchLibrary.SetThreads(3);
        using Tensor three = half.Forward(input);
        TorchLibrary.SetThreads(1);
        Assert.Equal(one.ToArray<float>(), three.ToArray<float>());
    }

    [HalfFact]
    public void Nothing_is_left_behind()
    {
        using UNet network = FastUNetTests.Drawn(false, 3);
        using Tensor input = Golden.Noise(5, 1, 1, 3, 64, 64);
        long before = TorchLibrary.LiveTensors;
        using (HalfUNet half = new(network, 64, 64))
        {
            half.Forward(input).Dispose();
            half.Forward(input).Dispose();
        }

        Assert.Equal(before, TorchLibrary.LiveTensors);
    }

    [Fact]
    public void A_residual_encoder_is_refused()
    {
        using UNet network = FastUNetTests.Drawn(true, 1);
        Assert.False(HalfUNet.Fits(network));
        Assert.Throws<ArgumentException>(() => new HalfUNet(network, 64, 64));
    }
}
