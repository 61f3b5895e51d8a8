namespace Marrow.Torch.Tests;

public class GradientTests
{
    [Fact]
    public void Convolution_differentiates()
    {
        using Scope scope = new();
        ConvolutionShape shape = ConvolutionShape.Same([3, 3], [2, 2]);
        NumericalGradient.Check(x => x[0].Convolve(x[1], x[2], shape), Draw(1, 2, 2, 5, 4), Draw(2, 3, 2, 3, 3), Draw(3, 3));
    }

    [Fact]
    public void Transposed_convolution_differentiates()
    {
        using Scope scope = new();
        NumericalGradient.Check(x => x[0].ConvolveTransposed(x[1], x[2], [2, 2]), Draw(1, 2, 2, 3, 2), Draw(2, 2, 3, 2, 2), Draw(3, 3));
    }

    [Fact]
    public void Instance_normalization_differentiates()
    {
        using Scope scope = new();
        NumericalGradient.Check(x => x[0].NormalizeInstance(x[1], x[2]).LeakyRectify(), Draw(1, 2, 2, 3, 4), Draw(2, 2), Draw(3, 2));
    }

    [Fact]
    public void Batch_and_layer_normalization_differentiate()
    {
        using Scope scope = new();
        NumericalGradient.Check(
            x => x[0].NormalizeBatch(
                new BatchStatistics(x[1], x[2], Creation.Zeros([2], ElementType.Float64), Creation.Ones([2], ElementType.Float64)), true),
            Draw(1, 3, 2, 2, 2),
            Draw(2, 2),
            Draw(3, 2));
        NumericalGradient.Check(x => x[0].NormalizeLayer(x[1], x[2]), Draw(1, 3, 5), Draw(2, 5), Draw(3, 5));
    }

    [Fact]
    public void Linear_and_products_differentiate()
    {
        using Scope scope = new();
        NumericalGradient.Check(x => x[0].Linear(x[1], x[2]), Draw(1, 3, 4), Draw(2, 2, 4), Draw(3, 2));
        NumericalGradient.Check(x => x[0].MatrixProduct(x[1]), Draw(1, 3, 4), Draw(2, 4, 2));
    }

    [Fact]
    public void Activations_differentiate()
    {
        using Scope scope = new();
        foreach (Func<Tensor, Tensor> step in new Func<Tensor, Tensor>[]
        {
            x => x.LeakyRectify(), x => x.Rectify(), x => x.SmoothRectify(), x => x.Sigmoid(), x => x.HyperbolicTangent(),
            x => x.Softmax(1), x => x.LogSoftmax(1), x => x.Exponential(), x => x.Multiply(x).Add(1).Logarithm(),
        })
        {
            NumericalGradient.Check(x => step(x[0]), Draw(5, 3, 4));
        }
    }

    [Fact]
    public void Poolings_and_resizings_differentiate()
    {
        using Scope scope = new();
        foreach (Func<Tensor, Tensor> step in new Func<Tensor, Tensor>[]
        {
            x => x.PoolMaximum([2, 2], [2, 2], [0, 0]), x => x.PoolAverage([2, 2], [2, 2]), x => x.PoolAverageTo(1, 1),
            x => x.ResizeNearest(8, 8), x => x.ResizeBilinear(7, 9), x => x.Pad([1, 2, 0, 1]), x => x.Flip(2),
        })
        {
            NumericalGradient.Check(x => step(x[0]), Draw(6, 1, 2, 4, 4));
        }
    }

    [Fact]
    public void Entropies_differentiate()
    {
        using Scope scope = new();
        Tensor classes = Creation.From([0L, 2, 1, 2], 4);
        NumericalGradient.Check(x => x[0].CrossEntropy(classes, 1), Draw(7, 4, 3));
        Tensor targets = Creation.From([0.0, 1, 1, 0, 1, 0], 2, 3);
        NumericalGradient.Check(x => x[0].BinaryCrossEntropy(targets), Draw(8, 2, 3));
    }

    [Fact]
    public void No_graph_is_kept_where_none_is_wanted()
    {
        using Scope scope = new();
        Tensor leaf = Draw(1, 3);
        leaf.RequiresGradient = true;
        using (NoGradient noGradient = new())
        {
            Assert.False(leaf.Multiply(2).RequiresGradient);
        }

        Assert.True(leaf.Multiply(2).RequiresGradient);
        using (InferenceMode inference = new())
        {
            Assert.False(leaf.Multiply(2).RequiresGradient);
        }

        Assert.True(leaf.Multiply(2).RequiresGradient);
    }

    [Fact]
    public void Mixed_precision_on_the_cpu_is_bfloat16_and_only_in_its_block()
    {
        using Scope scope = new();
        Tensor input = Creation.Ones([1, 2, 4, 4]);
        Tensor kernel = Creation.Ones([2, 2, 1, 1]);
        using (Autocast autocast = new(Device.Cpu, ElementType.BFloat16))
        {
            Assert.Equal(ElementType.BFloat16, input.Convolve(kernel, null, new ConvolutionShape()).Type);
        }

        Assert.Equal(ElementType.Float32, input.Convolve(kernel, null, new ConvolutionShape()).Type);
        Assert.Throws<ArgumentException>(() => new Autocast(Device.Cpu, ElementType.Float16));
    }

    private static Tensor Draw(int seed, params long[] shape) => NumericalGradient.Input(seed, shape);
}
