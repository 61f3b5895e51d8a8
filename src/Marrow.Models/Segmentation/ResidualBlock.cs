using Marrow.Torch;

namespace Marrow.Models;

/// <summary>
/// Two convolution blocks beside a skip, which averages where the block strides and projects where channels change
/// (He 2019, ResNet-D); keys <c>conv1</c>, <c>conv2</c>, <c>skip.N</c>.
/// </summary>
internal sealed class ResidualBlock : Layer
{
    private readonly double slope;

    public ResidualBlock(ConvolutionBlockShape shape, UNetArchitecture architecture)
    {
        (Stride, slope) = (shape.Stride, architecture.Slope);
        First = Child("conv1", new ConvolutionBlock(shape, architecture.Epsilon, architecture.Slope));
        Second = Child("conv2", new ConvolutionBlock(shape with { Input = shape.Output, Stride = [1, 1] }, architecture.Epsilon, null));
        if (shape.Input != shape.Output)
        {
            // The pooling, where there is one, is nnU-Net's skip.0 and has no weights.
            ConvolutionBlockShape narrow = new(shape.Input, shape.Output, [1, 1], [1, 1]) { HasBias = false };
            Projection = Child(IsStrided ? "skip.1" : "skip.0", new ConvolutionBlock(narrow, architecture.Epsilon, null));
        }
    }

    public ConvolutionBlock First { get; }

    public ConvolutionBlock Second { get; }

    /// <summary>Where channels change.</summary>
    public ConvolutionBlock? Projection { get; }

    public long[] Stride { get; }

    /// <summary>The normalization before the addition, which starts at zero in training.</summary>
    public InstanceNormLayer LastNorm => Second.Norm;

    public bool IsStrided => Stride[0] != 1 || Stride[1] != 1;

    public Tensor Forward(Tensor input)
    {
        using Scope scope = new();
        Tensor residual = IsStrided ? input.PoolAverage(Stride, Stride) : input;
        residual = Projection?.Forward(residual) ?? residual;
        return scope.Keep(Second.Forward(First.Forward(input)).Add(residual).LeakyRectify(slope));
    }
}
