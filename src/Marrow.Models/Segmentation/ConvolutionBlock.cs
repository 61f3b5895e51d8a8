using Marrow.Torch;

namespace Marrow.Models;

/// <summary>
/// Convolution, instance normalization and (unless left out) leaky ReLU; keys <c>conv</c> and <c>norm</c>, again as <c>all_modules.0</c> and
/// <c>all_modules.1</c>, as nnU-Net's ConvDropoutNormReLU has them. N C H W to N K H/stride W/stride.
/// </summary>
internal sealed class ConvolutionBlock : Layer
{
    private readonly double? slope;

    public ConvolutionBlock(ConvolutionBlockShape shape, double epsilon, double? slope)
    {
        this.slope = slope;
        Convolution = Child("conv", new ConvolutionLayer(
            shape.Input, shape.Output, shape.Window, ConvolutionShape.Same(shape.Window, shape.Stride), shape.HasBias));
        Norm = Child("norm", new InstanceNormLayer(shape.Output, epsilon));
        Child("all_modules.0", Convolution);
        Child("all_modules.1", Norm);
    }

    /// <summary>Takes the kernels of <see cref="FastTraining"/>, for float32 on the CPU.</summary>
    public bool IsFast { get; set; }

    public ConvolutionLayer Convolution { get; }

    public InstanceNormLayer Norm { get; }

    public Tensor Forward(Tensor input)
    {
        using Scope scope = new();
        if (IsFast)
        {
            return scope.Keep(FastTraining.Normalize(FastConvolve(input), Norm, slope ?? 1));
        }

        Tensor normal = Norm.Forward(Convolution.Forward(input));
        return scope.Keep(slope is { } value ? normal.LeakyRectify(value) : normal);
    }

    /// <summary>The same over joined inputs with the kernels of <see cref="FastTraining"/>, normalization and leaky ReLU not yet applied.</summary>
    public LazyNorm ForwardLazily(IReadOnlyList<LazyNorm> inputs) =>
        FastTraining.Block(inputs, Convolution.Kernel, Norm, slope!.Value, (int)Convolution.Shape.Stride[0]);

    /// <summary>A bias before a normalization has no effect on the output and is left out; its gradient, zero but for rounding, is absent.</summary>
    private Tensor FastConvolve(Tensor input) => (Convolution.Kernel.Shape, Convolution.Shape.Stride) switch
    {
        ([_, >= 32, 3, 3], [1, 1]) => FastTraining.Convolve(input, Convolution.Kernel),
        ([_, >= 32, 3, 3], [2, 2]) => FastTraining.ConvolvePatches(input, Convolution.Kernel, 2),
        ([_, _, 3, 3], [1, 1]) when !input.RequiresGradient => FastTraining.ConvolvePatches(input, Convolution.Kernel, 1),
        _ => input.Convolve(Convolution.Kernel, null, Convolution.Shape),
    };
}
