using System.Text.Json;
using Marrow.Torch;

namespace Marrow.Models.Tests;

public class UNetTests
{
    private static readonly UNetArchitecture Small = new()
    {
        Features = [2, 3],
        Windows = [[3, 3], [3, 3]],
        Strides = [[1, 1], [2, 2]],
        EncoderBlocks = [1, 1],
        DecoderConvolutions = [1],
    };

    [Theory]
    [InlineData("PlainConvUNet", "Conv3d", "LeakyReLU", "the plans are three-dimensional; only two-dimensional configurations are built")]
    [InlineData("SwinUNETR", "Conv2d", "LeakyReLU", "the plans want the network SwinUNETR; PlainConvUNet and ResidualEncoderUNet are built")]
    [InlineData("PlainConvUNet", "Conv2d", "ReLU", "the plans want ReLU as nonlin; LeakyReLU is built")]
    public void Plans_of_another_network_are_refused(string network, string convolution, string step, string problem)
    {
        string json = $$"""
            {"network_class_name": "x.{{network}}", "arch_kwargs": {"n_stages": 2, "conv_op": "x.{{convolution}}", "norm_op": "x.InstanceNorm2d",
            "nonlin": "x.{{step}}"
            } }
            """;
        using JsonDocument document = JsonDocument.Parse(json);
        Assert.Equal(problem, Assert.Throws<CheckpointException>(() => UNetArchitecture.Read(document.RootElement)).Message);
    }

    [Fact]
    public void Plans_of_an_old_nnunet_are_refused()
    {
        using JsonDocument document = JsonDocument.Parse("{}");
        Assert.Equal(
            "the plans do not describe a network as nnU-Net 2.3 or newer writes it",
            Assert.Throws<CheckpointException>(() => UNetArchitecture.Read(document.RootElement)).Message);
    }

    [Fact]
    public void Pictures_that_do_not_divide_are_refused()
    {
        using UNet network = new(Small, 1, 2);
        using Scope scope = new();
        Assert.Equal([1, 2, 4, 6], network.Forward(Creation.Ones([1, 1, 4, 6])).Shape);
        Assert.Throws<ArgumentException>(() => network.Forward(Creation.Ones([1, 1, 4, 5])));
        Assert.Throws<ArgumentException>(() => network.Forward(Creation.Ones([1, 3, 4, 4])));
    }

    [Fact]
    public void Cancelled_a_network_stops_before_its_end_and_leaves_no_tensor()
    {
        using UNet network = new(Small, 1, 2);
        using Scope scope = new();
        Tensor picture = Creation.Ones([1, 1, 4, 6]);
        long before = TorchLibrary.LiveTensors;
        Assert.Throws<OperationCanceledException>(() => network.Forward(picture, new CancellationToken(canceled: true)));
        Assert.Equal(before, TorchLibrary.LiveTensors);
    }

    [Fact]
    public void The_same_seed_draws_the_same_network()
    {
        using UNet first = new(Small, 1, 2);
        using UNet second = new(Small, 1, 2);
        using Generator one = new(5);
        using Generator two = new(5);
        first.Initialize(one);
        second.Initialize(two);
        Assert.All(first.State().Zip(second.State()), pair => Assert.Equal(pair.First.Value.ToArray<float>(), pair.Second.Value.ToArray<float>()));
        Tensor weight = first.NamedWeights().First(pair => pair.Key == "encoder.stages.1.0.convs.0.conv.weight").Value;
        double expected = 2 / (1.0001 * 2 * 9);
        Assert.InRange(weight.ToArray<float>().Average(value => value * value), expected * 0.5, expected * 1.6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_loss_differentiates(bool hasRegions)
    {
        using Scope scope = new();
        using Generator generator = new(3);
        Tensor logits = Creation.Zeros([2, 3, 2, 2], ElementType.Float64).FillNormal(0, 1, generator);
        Tensor target = hasRegions
            ? Creation.Zeros([2, 3, 2, 2], ElementType.Float64).FillBernoulli(0.5, generator)
            : Creation.From([0L, 1, 2, 2, 1, 0, 0, 2], 2, 1, 2, 2);
        SegmentationLoss loss = new(new SegmentationLossOptions { HasRegions = hasRegions });
        logits.RequiresGradient = true;
        loss.Forward(logits, target).Backward();
        double[] gradient = logits.Gradient!.ToArray<double>();
        Tensor values = logits.Detach();
        for (int i = 0; i < gradient.Length; i++)
        {
            double held = values.Memory<double>()[i];
            values.Memory<double>()[i] = held + 1e-5;
            double above = loss.Forward(values, target).Item();
            values.Memory<double>()[i] = held - 1e-5;
            double below = loss.Forward(values, target).Item();
            values.Memory<double>()[i] = held;
            Assert.Equal((above - below) / 2e-5, gradient[i], 1e-7);
        }
    }

    [Fact]
    public void Deep_supervision_halves_and_leaves_out_the_coarsest() =>
        Assert.Equal([4 / 7.0, 2 / 7.0, 1 / 7.0, 0], DeepSupervision.Weights(4), (a, b) => Math.Abs(a - b) < 1e-15);
}
