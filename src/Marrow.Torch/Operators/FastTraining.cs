namespace Marrow.Torch;

/// <summary>
/// The kernels of <see cref="FastInference"/> with gradients (native/training_operators.cpp, native/patches_operators.cpp): float32 on CPUs with AVX-512, pictures stored channels
/// last, channels in 32s.
/// </summary>
public static class FastTraining
{
    private static readonly Operator ConvolveOperator = new("marrow::train_convolve");
    private static readonly Operator PatchesOperator = new("marrow::train_patches");
    private static readonly Operator NormalizeOperator = new("marrow::train_normalize");
    private static readonly Operator EnlargeOperator = new("marrow::train_enlarge");

    /// <summary>A 3×3 convolution of stride 1 without bias, by Winograd's method both ways.</summary>
    public static Tensor Convolve(Tensor input, Tensor weight) => ConvolveOperator.Call(input, weight);

    /// <summary>
    /// A 3×3 convolution without bias as products of gathered patches: of stride 2 from channels in 32s, or of stride 1 from any channels of an input
    /// that needs no gradient.
    /// </summary>
    public static Tensor ConvolvePatches(Tensor input, Tensor weight, int stride) => PatchesOperator.Call(input, weight, (long)stride);

    /// <summary>Instance normalization and leaky ReLU (slope 1: none) in one step.</summary>
    public static Tensor Normalize(Tensor input, InstanceNormLayer norm, double slope) =>
        NormalizeOperator.Call(input, norm.Scale, norm.Shift, norm.Epsilon, slope);

    /// <summary>A transposed convolution of stride 2 with a weight C K 2 2.</summary>
    public static Tensor Enlarge(Tensor input, Tensor weight, Tensor bias) => EnlargeOperator.Call(input, weight, bias);
}
