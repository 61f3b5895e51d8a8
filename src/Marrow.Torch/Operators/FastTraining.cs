namespace Marrow.Torch;

/// <summary>
/// The kernels of <see cref="FastInference"/> with gradients (native/training_operators.cpp, native/patches_operators.cpp): float32 on CPUs with
/// AVX-512, pictures stored channels last, channels in 32s.
/// </summary>
/// <remarks>
/// Where a <see cref="LazyNorm"/> is taken or given, its values carry the gradient of what is meant, the normalized values; only these operators may
/// read them.
/// </remarks>
public static class FastTraining
{
    private static readonly Operator BlockOperator = new("marrow::train_block");
    private static readonly Operator HeadOperator = new("marrow::train_head");
    private static readonly Operator ConvolveOperator = new("marrow::train_convolve");
    private static readonly Operator PatchesOperator = new("marrow::train_patches");
    private static readonly Operator NormalizeOperator = new("marrow::train_normalize");
    private static readonly Operator EnlargeOperator = new("marrow::train_enlarge");

    /// <summary>A 3×3 convolution of stride 1 without bias, by Winograd's method both ways.</summary>
    public static Tensor Convolve(Tensor input, Tensor weight) => ConvolveOperator.Call(input, weight);

    /// <summary>
    /// A 3×3 or 1×1 convolution without bias as products of gathered patches: 3×3 of stride 2 from channels in 32s, or any of an input that needs no
    /// gradient. Sums have one order whatever the number of threads.
    /// </summary>
    public static Tensor ConvolvePatches(Tensor input, Tensor weight, int stride) => PatchesOperator.Call(input, weight, (long)stride);

    /// <summary>Instance normalization and leaky ReLU (slope 1: none) in one step.</summary>
    public static Tensor Normalize(Tensor input, InstanceNormLayer norm, double slope) =>
        NormalizeOperator.Call(input, norm.Scale, norm.Shift, norm.Epsilon, slope);

    /// <summary>
    /// A 3×3 convolution of stride 1 over one or two inputs side by side, or of stride 2 over one, and the instance normalization and leaky ReLU of its
    /// output, not yet applied. An input whose channels do not come in 32s must need no gradient: it is a picture.
    /// </summary>
    /// <param name="slope">Of the leaky ReLU, the inputs' too.</param>
    public static LazyNorm Block(IReadOnlyList<LazyNorm> inputs, Tensor weight, InstanceNormLayer norm, double slope, int stride)
    {
        LazyNorm first = inputs[0];
        LazyNorm? second = inputs.Count == 2 ? inputs[1] : null;
        Tensor?[] results = BlockOperator.CallMany(
            first.Values, first.Scale, first.Shift, second?.Values, second?.Scale, second?.Shift, slope, weight, norm.Scale, norm.Shift, norm.Epsilon, (long)stride);
        return new LazyNorm(results[0]!, results[1], results[2]);
    }

    /// <summary>A transposed convolution of stride 2 with a weight C K 2 2.</summary>
    public static Tensor Enlarge(LazyNorm input, Tensor weight, Tensor bias, double slope) =>
        EnlargeOperator.Call(input.Values, input.Scale, input.Shift, slope, weight, bias);

    /// <summary>A 1×1 convolution of normalized values to few classes: logits N K H W, contiguous.</summary>
    public static Tensor Head(LazyNorm input, ConvolutionLayer layer, double slope) =>
        HeadOperator.Call(input.Values, input.Scale, input.Shift, slope, layer.Kernel, layer.Bias);
}
