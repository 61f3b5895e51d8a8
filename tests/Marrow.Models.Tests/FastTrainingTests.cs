using Marrow.Tests;
using Marrow.Torch;

namespace Marrow.Models.Tests;

/// <summary>The fast kernels' forward and backward passes against libtorch's own, whose gradients are checked numerically in their room.</summary>
public class FastTrainingTests
{
    /// <summary>Relative to the largest value: F(4×4, 3×3) in float32 loses about two digits.</summary>
    private const double Tolerance = 2e-5;

    // The last shape has more tiles than the kernel for few takes.
    [FastTheory]
    [InlineData(64, 32, 10, 13)]
    [InlineData(32, 96, 5, 5)]
    [InlineData(160, 64, 7, 21)]
    [InlineData(64, 32, 70, 50)]
    public void Convolution_agrees_both_ways(int inputs, int outputs, int rows, int columns)
    {
        Check(
            x => FastTraining.Convolve(x[0], x[1]),
            x => x[0].Convolve(x[1], null, ConvolutionShape.Same([3, 3], [1, 1])),
            Draw(1, 2, inputs, rows, columns),
            Draw(2, outputs, inputs, 3, 3));
    }

    // Even and odd sides; few weights and many; more patches than one piece of work takes.
    [FastTheory]
    [InlineData(32, 64, 26, 18)]
    [InlineData(64, 32, 7, 5)]
    [InlineData(160, 128, 12, 31)]
    public void Strided_convolution_agrees_both_ways(int inputs, int outputs, int rows, int columns)
    {
        Check(
            x => FastTraining.ConvolvePatches(x[0], x[1], 2),
            x => x[0].Convolve(x[1], null, ConvolutionShape.Same([3, 3], [2, 2])),
            Draw(1, 2, inputs, rows, columns),
            Draw(2, outputs, inputs, 3, 3));
    }

    [FastTheory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void The_first_convolution_agrees(int channels)
    {
        using Scope scope = new();
        Tensor picture = Draw(1, 2, channels, 21, 34);
        Check(
            x => FastTraining.ConvolvePatches(picture, x[0], 1),
            x => picture.Convolve(x[0], null, ConvolutionShape.Same([3, 3], [1, 1])),
            Draw(2, 64, channels, 3, 3));
    }

    // Strided, joined and headed; the second size has more tiles than the kernel for few takes.
    [FastTheory]
    [InlineData(22, 14)]
    [InlineData(90, 62)]
    public void Normalizations_carried_along_agree_both_ways(int rows, int columns)
    {
        const double Slope = 0.01;
        using InstanceNormLayer first = new(64), second = new(64), third = new(32);
        using ConvolutionLayer head = new(32, 5, [1, 1], new ConvolutionShape());
        Initializer.FillConstant(head.Kernel, 0.1);
        Tensor Plain(Tensor x, Tensor weight, InstanceNormLayer norm, long stride) =>
            norm.Forward(x.Convolve(weight, null, ConvolutionShape.Same([3, 3], [stride, stride]))).LeakyRectify(Slope);
        Check(
            x =>
            {
                LazyNorm above = FastTraining.Block([new LazyNorm(x[0])], x[1], first, Slope, 1);
                LazyNorm below = FastTraining.Block([above], x[2], second, Slope, 2);
                Tensor larger = FastTraining.Enlarge(below, x[3], x[4], Slope);
                return FastTraining.Head(FastTraining.Block([new LazyNorm(larger), above], x[5], third, Slope, 1), head, Slope);
            },
            x =>
            {
                Tensor above = Plain(x[0], x[1], first, 1);
                Tensor larger = Plain(above, x[2], second, 2).ConvolveTransposed(x[3], x[4], [2, 2]);
                return head.Forward(Plain(new[] { larger, above }.Concatenate(1), x[5], third, 1));
            },
            Draw(1, 2, 32, rows, columns),
            Draw(2, 64, 32, 3, 3),
            Draw(3, 64, 64, 3, 3),
            Draw(4, 64, 32, 2, 2),
            Draw(5, 32),
            Draw(6, 32, 96, 3, 3),
            first.Scale,
            first.Shift,
            second.Scale,
            third.Scale,
            third.Shift,
            head.Kernel,
            head.Bias!);
    }

    [FastTheory]
    [InlineData(0.01)]
    [InlineData(1)]
    public void Normalization_agrees_both_ways(double slope)
    {
        using InstanceNormLayer norm = new(32);
        Check(x => FastTraining.Normalize(x[0], norm, slope), x => norm.Forward(x[0]).LeakyRectify(slope), Draw(3, 2, 32, 40, 30), norm.Scale, norm.Shift);
    }

    [FastFact]
    public void Enlargement_agrees_both_ways()
    {
        Check(
            x => FastTraining.Enlarge(new LazyNorm(x[0]), x[1], x[2], 1),
            x => x[0].ConvolveTransposed(x[1], x[2], [2, 2]),
            Draw(4, 2, 64, 5, 17),
            Draw(5, 64, 32, 2, 2),
            Draw(6, 32));
    }

    [FastTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_network_trains_as_the_plain_one_does(bool isResidual)
    {
        using UNet fast = FastUNetTests.Drawn(isResidual, 4);
        using UNet plain = FastUNetTests.Drawn(isResidual, 4);
        Assert.True(fast.UseFastTraining());
        double[] fastLosses = Train(fast);
        double[] plainLosses = Train(plain);
        Assert.All(fastLosses.Zip(plainLosses), pair => Assert.Equal(pair.Second, pair.First, 2e-4));
        Assert.True(plainLosses[^1] < plainLosses[0]);
    }

    internal static double[] Train(UNet network)
    {
        using SgdOptimizer optimizer = new(network.Weights(), new SgdOptions { Momentum = 0.9 });
        SegmentationLoss loss = new(new SegmentationLossOptions());
        double[] losses = new double[5];
        for (int step = 0; step < losses.Length; step++)
        {
            using Scope scope = new();
            Tensor input = Golden.Noise(7, 1.7, 2, 3, 64, 48);
            Tensor label = input.Narrow(1, 0, 1).IsGreaterThan(0).To(ElementType.Int64);
            optimizer.ClearGradients();
            Tensor[] outputs = network.ForwardDeep(input);
            Tensor value = DeepSupervision.Forward(loss, outputs, [label, label.Slice(2, 1, 64, 2).Slice(3, 1, 48, 2).Contiguous()]);
            value.Backward();
            optimizer.ClipGradients(12);
            optimizer.Step();
            losses[step] = value.Item();
        }

        return losses;
    }

    private static void Check(Func<Tensor[], Tensor> fast, Func<Tensor[], Tensor> plain, params Tensor[] inputs)
    {
        using Scope scope = new();
        (Tensor gotValue, Tensor[] gotGradients) = Differentiate(fast, inputs);
        (Tensor wantedValue, Tensor[] wantedGradients) = Differentiate(plain, inputs);
        AssertNear(wantedValue, gotValue);
        foreach ((Tensor wanted, Tensor got) in wantedGradients.Zip(gotGradients))
        {
            AssertNear(wanted, got);
        }
    }

    private static (Tensor Value, Tensor[] Gradients) Differentiate(Func<Tensor[], Tensor> function, Tensor[] inputs)
    {
        foreach (Tensor input in inputs)
        {
            input.RequiresGradient = true;
            input.ClearGradient();
        }

        Tensor value = function(inputs);
        value.Multiply(Draw(9, value.Shape)).Sum().Backward();
        return (value.Detach(), Array.ConvertAll(inputs, input => input.Gradient!.Clone()));
    }

    private static void AssertNear(Tensor wanted, Tensor got)
    {
        Assert.Equal(wanted.Shape, got.Shape);
        Assert.InRange(Golden.LargestDifference(got, wanted) / wanted.Absolute().Largest([]).Item(), 0, Tolerance);
    }

    private static Tensor Draw(ulong stream, params long[] shape) => Golden.Noise(stream, 1, shape);
}
