using Marrow.Torch;

namespace Marrow.Models;

/// <summary>
/// Two convolution blocks beside a skip, which averages where the block strides and projects where channels change
/// (He 2019, ResNet-D); keys <c>conv1</c>, <c>conv2</c>, <c>skip.N</c>.
/// </summary>
internal sealed class ResidualBlock : Layer
{
    private readonly ConvolutionBlock first;
    private readonly ConvolutionBlock second;
    private readonly ConvolutionBlock? projection;
    private readonly long[] stride;
    private readonly double slope;

    public ResidualBlock(ConvolutionBlockShape shape, UNetArchitecture architecture)
    {
        (stride, slope) = (shape.Stride, architecture.Slope);
        first = Child("conv1", new ConvolutionBlock(shape, architecture.Epsilon, architecture.Slope));
        second = Child("conv2", new ConvolutionBlock(shape with { Input = shape.Output, Stride = [1, 1] }, architecture.Epsilon, null));
        if (shape.Input != shape.Output)
        {
            // The pooling, where there is one, is nnU-Net's skip.0 and has no weights.
            ConvolutionBlockShape narrow = new(shape.Input, shape.Output, [1, 1], [1, 1]) { HasBias = false };
            projection = Child(IsStrided ? "skip.1" : "skip.0", new ConvolutionBlock(narrow, architecture.Epsilon, null));
        }
    }

    /// <summary>The normalization before the addition, which starts at zero in training.</summary>
    public InstanceNormLayer LastNorm => second.Norm;

    private bool IsStrided => stride[0] != 1 || stride[1] != 1;

    public Tensor Forward(Tensor input)
    {
        using Scope scope = new();
        Tensor residual = IsStrided ? input.PoolAverage(stride, stride) : input;
        residual = projection?.Forward(residual) ?? residual;
        return scope.Keep(second.Forward(first.Forward(input)).Add(residual).LeakyRectify(slope));
    }
}
