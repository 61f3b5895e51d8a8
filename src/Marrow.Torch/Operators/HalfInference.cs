namespace Marrow.Torch;

/// <summary>
/// Kernels of our own (native/half.h) for inference in 16-bit floats on CPUs with AVX512-FP16: pictures stored channels last, normalizations carried
/// along as a scale and a shift and applied where pixels are next read. Sums are taken in 16 bits over 64 channels, then in 32. They know no gradients.
/// </summary>
public static class HalfInference
{
    private static readonly Operator AvailableOperator = new("marrow::has_half_kernels");
    private static readonly Operator MatrixUnitOperator = new("marrow::has_matrix_kernels");
    private static readonly Operator PackOperator = new("marrow::half_pack");
    private static readonly Operator ConvolveOperator = new("marrow::half_convolve");
    private static readonly Operator PackForMatrixOperator = new("marrow::half_matrix_pack");
    private static readonly Operator PackEnlargementForMatrixOperator = new("marrow::half_matrix_enlarge_pack");
    private static readonly Operator PackEnlargementOperator = new("marrow::half_enlarge_pack");
    private static readonly Operator EnlargeOperator = new("marrow::half_enlarge");
    private static readonly Operator PackFirstOperator = new("marrow::half_first_pack");
    private static readonly Operator FirstOperator = new("marrow::half_first");
    private static readonly Operator ReleaseOperator = new("marrow::half_release");
    private static readonly Operator HeadOperator = new("marrow::half_head");

    /// <summary>True where this CPU can run them.</summary>
    public static bool IsAvailable => AvailableOperator.CallNumber() != 0;

    /// <summary>
    /// True where this CPU multiplies matrices of bfloat16 (AMX) and the kernel lets this process do it: products of bfloat16, summed in 32 bits, many times
    /// quicker than those of 16-bit floats.
    /// </summary>
    public static bool HasMatrixUnit => MatrixUnitOperator.CallNumber() != 0;

    /// <summary>Weight K C R S for <see cref="Convolve"/>.</summary>
    /// <param name="winogradStride">
    /// 0 for any window and stride. 1 or 2 for that stride by Winograd's method (Lavin 2016), of 3×3 and even C: four times fewer products and four
    /// times the memory, or, of stride 2, half the products and nine times the memory.
    /// </param>
    public static HalfWeights Pack(Tensor weight, long winogradStride)
    {
        Tensor?[] results = PackOperator.Packed(weight, winogradStride);
        return new HalfWeights(results[0]!, results[1]!, winogradStride > 0 ? [winogradStride] : [weight.Length(2), weight.Length(3)]);
    }

    /// <summary>Weight K C 3 3 for <see cref="Convolve"/> of stride 1 or 2 by the matrix unit; joined inputs then have multiples of 32 channels.</summary>
    public static HalfWeights PackForMatrixUnit(Tensor weight, long stride)
    {
        Tensor?[] results = PackForMatrixOperator.Packed(weight, stride);
        return new HalfWeights(results[0]!, results[1]!, [stride]);
    }

    /// <summary>A convolution over the joined inputs, padded by half its window, and the normalization of its output, not yet applied.</summary>
    /// <param name="stride">Rows, columns; by Winograd's method and by the matrix unit what the weights were packed for.</param>
    public static HalfPicture Convolve(IReadOnlyList<HalfPicture> inputs, HalfWeights weights, long[] stride, HalfNorm norm)
    {
        using Tensor absent = Scope.Release(Creation.Zeros([0]));
        Tensor[] values = [.. inputs.Select(input => input.Values)];
        Tensor[] scales = [.. inputs.Select(input => input.Scale ?? absent)];
        Tensor[] shifts = [.. inputs.Select(input => input.Shift ?? absent)];
        double[] slopes = [.. inputs.Select(input => input.Slope)];
        long[] window = weights.Window.Length == 1 ? weights.Window : [.. weights.Window, .. stride];
        return Lazy(ConvolveOperator.CallMany(values, scales, shifts, slopes, weights.Packed, weights.Units, window, norm.Scale, norm.Shift, norm.Epsilon), norm.Slope);
    }

    /// <summary>Weight C K 2 2 of a transposed convolution of stride 2 for <see cref="Enlarge"/>.</summary>
    public static HalfWeights PackEnlargement(Tensor weight, bool forMatrixUnit = false)
    {
        Tensor?[] results = (forMatrixUnit ? PackEnlargementForMatrixOperator : PackEnlargementOperator).Packed(weight);
        return new HalfWeights(results[0]!, results[1]!, []);
    }

    /// <summary>N C H W to N K 2H 2W.</summary>
    public static HalfPicture Enlarge(HalfPicture input, HalfWeights weights, Tensor? bias) =>
        Lazy(EnlargeOperator.CallMany(input.Values, input.Scale, input.Shift, input.Slope, weights.Packed, weights.Units, bias), 1);

    /// <summary>Weight K C R S of a first layer in the form that <see cref="First"/> takes, in 32-bit floats.</summary>
    public static Tensor PackFirst(Tensor weight) => Scope.Release(PackFirstOperator.Call(weight));

    /// <summary>The first convolution, of stride 1, of pictures N C H W of 32-bit floats, and its normalization, not yet applied.</summary>
    /// <param name="window">Rows, columns.</param>
    public static HalfPicture First(Tensor input, Tensor packed, long[] window, HalfNorm norm) =>
        Lazy(FirstOperator.CallMany(input, packed, window, norm.Scale, norm.Shift, norm.Epsilon), norm.Slope);

    /// <summary>Hands back the memory that is kept between calls, of tensors that are gone.</summary>
    public static void Release() => ReleaseOperator.CallMany();

    /// <summary>A 1×1 convolution of normalized values to few classes: logits N K H W of 32-bit floats.</summary>
    /// <param name="weight">K C 1 1 of 32-bit floats.</param>
    public static Tensor Head(HalfPicture input, Tensor weight, Tensor bias) =>
        HeadOperator.Call(input.Values, input.Scale, input.Shift, input.Slope, weight, bias);

    private static Tensor?[] Packed(this Operator pack, params ReadOnlySpan<Argument> arguments)
    {
        Tensor?[] results = pack.CallMany(arguments);
        return Array.ConvertAll(results, result => Scope.Release(result!));
    }

    private static HalfPicture Lazy(Tensor?[] results, double slope) => new(results[0]!, results[1], results[2], slope);
}
