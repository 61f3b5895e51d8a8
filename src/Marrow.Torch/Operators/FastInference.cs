namespace Marrow.Torch;

/// <summary>
/// Kernels of our own (native/winograd.cpp) for inference in float32 on CPUs with AVX-512, pictures stored channels last. A normalization is
/// carried along as a scale and a shift per channel and applied where the pixels are next read. They know no gradients.
/// </summary>
public static class FastInference
{
    private static readonly Operator AvailableOperator = new("marrow::has_fast_kernels");
    private static readonly Operator PackOperator = new("marrow::winograd_pack");
    private static readonly Operator ConvolveOperator = new("marrow::winograd_norm");
    private static readonly Operator CoefficientsOperator = new("marrow::norm_coefficients");
    private static readonly Operator ApplyOperator = new("marrow::norm_apply_");
    private static readonly Operator PackEnlargementOperator = new("marrow::enlarge_pack");
    private static readonly Operator EnlargeOperator = new("marrow::enlarge");
    private static readonly Operator HeadOperator = new("marrow::head");

    /// <summary>True where this CPU can run them.</summary>
    public static bool IsAvailable => AvailableOperator.CallNumber() != 0;

    /// <summary>Weight K C 3 3 in the form that <see cref="Convolve"/> takes (F(4×4, 3×3); Lavin 2016). C divides by 16, K by 32.</summary>
    public static Tensor Pack(Tensor weight) => PackOperator.Call(weight);

    /// <summary>
    /// A 3×3 convolution of stride 1 over the joined inputs, and the normalization of its output, not yet applied. A bias before a normalization
    /// has no effect and is left out.
    /// </summary>
    public static LazyNorm Convolve(IReadOnlyList<LazyNorm> inputs, Tensor packed, InstanceNormLayer norm, double slope)
    {
        Tensor absent = Creation.Zeros([0]);
        Tensor[] values = [.. inputs.Select(input => input.Values)];
        Tensor[] scales = [.. inputs.Select(input => input.Scale ?? absent)];
        Tensor[] shifts = [.. inputs.Select(input => input.Shift ?? absent)];
        Tensor?[] results = ConvolveOperator.CallMany(values, scales, shifts, slope, packed, norm.Scale, norm.Shift, norm.Epsilon);
        return new LazyNorm(results[0]!, results[1], results[2]);
    }

    /// <summary>The instance normalization of finished values, not yet applied.</summary>
    public static LazyNorm Normalize(Tensor values, InstanceNormLayer norm)
    {
        Tensor?[] results = CoefficientsOperator.CallMany(values, norm.Scale, norm.Shift, norm.Epsilon);
        return new LazyNorm(values, results[0], results[1]);
    }

    /// <summary>Writes the normalization and leaky ReLU (slope 1: none) into the values, after adding the residual where there is one.</summary>
    public static Tensor Apply(LazyNorm input, double slope, Tensor? residual = null)
    {
        ApplyOperator.CallInPlace(input.Values, input.Scale, input.Shift, slope, residual);
        return input.Values;
    }

    /// <summary>Weight C K 2 2 of a transposed convolution of stride 2 in the form that <see cref="Enlarge"/> takes. K divides by 32.</summary>
    public static Tensor PackEnlargement(Tensor weight) => PackEnlargementOperator.Call(weight);

    /// <summary>N C H W to N K 2H 2W.</summary>
    public static Tensor Enlarge(Tensor input, Tensor packed, Tensor? bias) => EnlargeOperator.Call(input, packed, bias);

    /// <summary>A 1×1 convolution of normalized values to few classes: logits N K H W, contiguous.</summary>
    public static Tensor Head(LazyNorm input, double slope, ConvolutionLayer layer) =>
        HeadOperator.Call(input.Values, input.Scale, input.Shift, slope, layer.Kernel, layer.Bias);
}
