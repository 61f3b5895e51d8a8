using Marrow.Tests;

namespace Marrow.Torch.Tests;

/// <summary>Each 16-bit kernel against libtorch's operator in 32 bits.</summary>
public class HalfInferenceTests
{
    /// <summary>Of outputs of deviation 1: 16-bit weights and pixels, sums of 128 channels in 16 bits.</summary>
    private const double DirectTolerance = 0.015;

    /// <summary>The same in bfloat16, of 8 bits instead of 11, but summed in 32 bits: 0.0027 on average, the largest of millions of pixels.</summary>
    private const double MatrixTolerance = 0.02;

    /// <summary>The same by Winograd's method, whose transforms make rounding about five times larger.</summary>
    private const double WinogradTolerance = 0.06;

    private static readonly Operator NoiseOperator = new("aten::randn", "generator");

    [HalfTheory]
    [InlineData(13, 9, 32, 0, 32, 1, true)]
    [InlineData(13, 9, 16, 48, 48, 1, true)]
    [InlineData(5, 6, 6, 4, 10, 1, true)]
    [InlineData(1, 1, 32, 0, 32, 1, true)]
    [InlineData(40, 36, 128, 128, 64, 1, true)]
    [InlineData(41, 37, 272, 256, 288, 1, true)]
    [InlineData(13, 9, 32, 0, 64, 2, true)]
    [InlineData(64, 48, 16, 48, 48, 2, true)]
    [InlineData(5, 6, 6, 4, 10, 2, true)]
    [InlineData(1, 1, 32, 0, 32, 2, true)]
    [InlineData(2, 3, 32, 0, 32, 2, true)]
    [InlineData(81, 67, 272, 0, 288, 2, true)]
    [InlineData(13, 9, 32, 0, 64, 2, false)]
    [InlineData(14, 10, 16, 0, 48, 2, false)]
    [InlineData(60, 44, 20, 0, 34, 2, false)]
    [InlineData(7, 5, 3, 0, 32, 1, false)]
    [InlineData(1, 1, 64, 0, 64, 1, false)]
    [InlineData(3, 50, 17, 16, 96, 1, false)]
    [InlineData(10, 8, 256, 256, 64, 1, false)]
    [InlineData(27, 61, 16, 18, 48, 1, false)]
    [InlineData(61, 117, 32, 0, 66, 2, false)]
    [InlineData(35, 47, 160, 96, 32, 2, false)]
    [InlineData(25, 33, 17, 0, 32, 1, false)]
    public void Convolutions_agree_with_the_plain_operator(int rows, int columns, int left, int right, int outputs, int stride, bool isWinograd)
        => CompareConvolution(rows, columns, (left, right, outputs), stride, isWinograd ? WinogradTolerance : DirectTolerance, weight => HalfInference.Pack(weight, isWinograd ? stride : 0));

    // One block and several, in both directions; channels that fill no chunk of 32, inputs beside each other, outputs that fill no panel.
    [MatrixTheory]
    [InlineData(13, 9, 32, 0, 32, 1)]
    [InlineData(5, 6, 6, 0, 10, 1)]
    [InlineData(1, 1, 32, 0, 32, 1)]
    [InlineData(40, 36, 128, 128, 64, 1)]
    [InlineData(41, 337, 32, 32, 48, 1)]
    [InlineData(41, 37, 272, 0, 288, 1)]
    [InlineData(29, 31, 512, 512, 64, 1)]
    [InlineData(13, 9, 32, 0, 64, 2)]
    [InlineData(1, 1, 32, 0, 32, 2)]
    [InlineData(2, 3, 32, 0, 32, 2)]
    [InlineData(81, 67, 272, 0, 288, 2)]
    [InlineData(67, 381, 64, 32, 40, 2)]
    public void Convolutions_by_the_matrix_unit_agree_with_the_plain_operator(int rows, int columns, int left, int right, int outputs, int stride) =>
        CompareConvolution(rows, columns, (left, right, outputs), stride, MatrixTolerance, weight => HalfInference.PackForMatrixUnit(weight, stride));

    [HalfTheory]
    [InlineData(9, 7, 64, 32)]
    [InlineData(1, 1, 34, 48)]
    [InlineData(5, 4, 512, 96)]
    [InlineData(129, 131, 64, 32)]
    public void Enlargements_agree_with_the_plain_operator(int rows, int columns, int channels, int outputs) => CompareEnlargement(rows, columns, (channels, outputs), false);

    [MatrixTheory]
    [InlineData(9, 7, 64, 32)]
    [InlineData(1, 1, 34, 48)]
    [InlineData(5, 4, 512, 96)]
    [InlineData(129, 331, 64, 32)]
    public void Enlargements_by_the_matrix_unit_agree_with_the_plain_operator(int rows, int columns, int channels, int outputs) => CompareEnlargement(rows, columns, (channels, outputs), true);

    [HalfTheory]
    [InlineData(1, 33, 21, 32)]
    [InlineData(3, 8, 16, 48)]
    [InlineData(3, 1, 1, 32)]
    public void The_first_layer_agrees_with_the_plain_operator(int channels, int rows, int columns, int outputs)
    {
        using Scope scope = new();
        using Generator generator = new(5);
        Tensor input = Noise(generator, 2, channels, rows, columns), weight = Noise(generator, outputs, channels, 3, 3);
        HalfNorm norm = new(Creation.Ones([outputs]), Creation.Zeros([outputs]), 1e-5, 0.01);
        using Tensor packed = HalfInference.PackFirst(weight);
        HalfPicture got = HalfInference.First(input, packed, [3, 3], norm);
        Tensor plain = input.Convolve(weight, null, ConvolutionShape.Same([3, 3], [1, 1]));
        Assert.InRange(LargestDifference(got.Values.To(ElementType.Float32), plain), 0, DirectTolerance);
    }

    [HalfTheory]
    [InlineData(48, 5, 7, 3)]
    [InlineData(32, 1, 1, 2)]
    [InlineData(34, 31, 11, 9)]
    public void The_head_agrees_with_the_plain_operator(int channels, int rows, int columns, int classes)
    {
        using Scope scope = new();
        using Generator generator = new(6);
        HalfPicture input = Picture(generator, channels, rows, columns);
        Tensor weight = Noise(generator, classes, channels, 1, 1), bias = Noise(generator, classes);
        Tensor plain = Meant(input).Convolve(weight, bias, new ConvolutionShape());
        Assert.InRange(LargestDifference(HalfInference.Head(input, weight, bias), plain), 0, DirectTolerance * Math.Sqrt(channels));
    }

    [HalfTheory]
    [InlineData(131, 77, 32, 48, 1, true)]
    [InlineData(41, 37, 272, 256, 1, true)]
    [InlineData(131, 77, 34, 64, 2, true)]
    [InlineData(81, 67, 272, 288, 2, true)]
    [InlineData(77, 131, 34, 64, 2, false)]
    [InlineData(30, 19, 17, 64, 1, false)]
    public void Bytes_do_not_depend_on_threads(int rows, int columns, int channels, int outputs, int stride, bool isWinograd)
    {
        using Scope scope = new();
        using Generator generator = new(rows);
        HalfPicture input = Picture(generator, channels, rows, columns);
        Tensor weight = Noise(generator, outputs, channels, 3, 3), head = Noise(generator, 3, outputs, 1, 1);
        HalfNorm norm = new(Noise(generator, outputs), Noise(generator, outputs), 1e-5, 0.01);
        using HalfWeights packed = HalfInference.Pack(weight, isWinograd ? stride : 0), larger = HalfInference.PackEnlargement(Noise(generator, outputs, outputs, 2, 2));
        float[][] results = [.. new[] { 1, 2, 3 }.Select(threads =>
        {
            TorchLibrary.SetThreads(threads);
            HalfPicture convolved = HalfInference.Convolve([input], packed, [stride, stride], norm);
            return HalfInference.Head(HalfInference.Enlarge(convolved, larger, null), head, Creation.Zeros([3])).ToArray<float>();
        })];
        TorchLibrary.SetThreads(1);
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [MatrixTheory]
    [InlineData(131, 377, 32, 48, 1)]
    [InlineData(81, 67, 288, 256, 2)]
    public void Bytes_of_the_matrix_unit_do_not_depend_on_threads(int rows, int columns, int channels, int outputs, int stride)
    {
        using Scope scope = new();
        using Generator generator = new(rows);
        HalfPicture input = Picture(generator, channels, rows, columns);
        HalfNorm norm = new(Noise(generator, outputs), Noise(generator, outputs), 1e-5, 0.01);
        using HalfWeights packed = HalfInference.PackForMatrixUnit(Noise(generator, outputs, channels, 3, 3), stride);
        using HalfWeights larger = HalfInference.PackEnlargement(Noise(generator, outputs, outputs, 2, 2), true);
        float[][] results = [.. new[] { 1, 2, 3 }.Select(threads =>
        {
            TorchLibrary.SetThreads(threads);
            return Meant(HalfInference.Enlarge(HalfInference.Convolve([input], packed, [stride, stride], norm), larger, null)).ToArray<float>();
        })];
        TorchLibrary.SetThreads(1);
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [HalfFact]
    public void Weights_far_from_one_lose_nothing()
    {
        using Scope scope = new();
        using Generator generator = new(7);
        HalfPicture input = Picture(generator, 32, 12, 12);
        Tensor weight = Noise(generator, 32, 32, 3, 3).Multiply(Creation.Number(1e-7));
        using HalfWeights packed = HalfInference.Pack(weight, 1);
        HalfNorm norm = new(Creation.Ones([32]), Creation.Zeros([32]), 0, 0.01);
        Tensor plain = Meant(input).Convolve(weight, null, ConvolutionShape.Same([3, 3], [1, 1])).NormalizeInstance(norm.Scale, norm.Shift, 1e-30);
        Assert.InRange(LargestDifference(Meant(HalfInference.Convolve([input], packed, [1, 1], norm)), plain.LeakyRectify(0.01)), 0, WinogradTolerance);
    }

    [HalfFact]
    public void Values_that_do_not_fit_are_refused_in_words()
    {
        using Scope scope = new();
        using Generator generator = new(8);
        Tensor values = Creation.Ones([1, 32, 8, 8]).Multiply(Creation.Number(60000)).To(ElementType.Float16).Contiguous(MemoryFormat.ChannelsLast);
        using HalfWeights packed = HalfInference.Pack(Creation.Ones([32, 32, 3, 3]), 1);
        HalfNorm norm = new(Creation.Ones([32]), Creation.Zeros([32]), 1e-5, 0.01);
        TorchException trouble = Assert.Throws<TorchException>(() => HalfInference.Convolve([new HalfPicture(values, null, null, 1)], packed, [1, 1], norm));
        Assert.Equal("a layer's values do not fit 16-bit floats; predict with --float32 or --exact", trouble.Message);
    }

    private static void CompareConvolution(int rows, int columns, (int Left, int Right, int Outputs) channels, int stride, double tolerance, Func<Tensor, HalfWeights> pack)
    {
        (int left, int right, int outputs) = channels;
        using Scope scope = new();
        using Generator generator = new(rows + (columns * outputs));
        HalfPicture[] inputs = right == 0 ? [Picture(generator, left, rows, columns)] : [Picture(generator, left, rows, columns), Picture(generator, right, rows, columns)];
        Tensor weight = Noise(generator, outputs, left + right, 3, 3).Multiply(Creation.Number(1 / Math.Sqrt(9 * (left + right))));
        HalfNorm norm = new(Noise(generator, outputs), Noise(generator, outputs), 1e-5, 0.01);
        using HalfWeights packed = pack(weight);
        HalfPicture got = HalfInference.Convolve(inputs, packed, [stride, stride], norm);

        Tensor plain = inputs.Select(Meant).ToArray().Concatenate(1).Convolve(weight, null, ConvolutionShape.Same([3, 3], [stride, stride]));
        Tensor units = packed.Units.Reshape(1, outputs, 1, 1);
        Assert.InRange(LargestDifference(got.Values.To(ElementType.Float32).Divide(units), plain), 0, tolerance);
        if (plain.Length(2) * plain.Length(3) > 1)
        {
            // Normalizing over few pixels divides by what little they differ; gammas reach 4.
            Tensor normal = plain.NormalizeInstance(norm.Scale, norm.Shift, norm.Epsilon).LeakyRectify(norm.Slope);
            Assert.InRange(LargestDifference(Meant(got), normal), 0, 5 * tolerance);
        }
    }

    private static void CompareEnlargement(int rows, int columns, (int Inputs, int Outputs) size, bool byMatrixUnit)
    {
        (int channels, int outputs) = size;
        using Scope scope = new();
        using Generator generator = new(4);
        HalfPicture input = Picture(generator, channels, rows, columns);
        Tensor weight = Noise(generator, channels, outputs, 2, 2).Multiply(Creation.Number(1 / Math.Sqrt(channels))), bias = Noise(generator, outputs);
        using HalfWeights packed = HalfInference.PackEnlargement(weight, byMatrixUnit);
        HalfPicture got = HalfInference.Enlarge(input, packed, bias);
        Assert.InRange(LargestDifference(Meant(got), Meant(input).ConvolveTransposed(weight, bias, [2, 2])), 0, byMatrixUnit ? MatrixTolerance : DirectTolerance);
    }

    private static Tensor Noise(Generator generator, params long[] shape) => NoiseOperator.Call(shape, generator);

    private static HalfPicture Picture(Generator generator, int channels, int rows, int columns) => new(
        Noise(generator, 1, channels, rows, columns).To(ElementType.Float16).Contiguous(MemoryFormat.ChannelsLast),
        Noise(generator, 1, channels).Absolute(),
        Noise(generator, 1, channels),
        0.01);

    // What a lazily normalized picture stands for, in 32 bits.
    private static Tensor Meant(HalfPicture picture)
    {
        Tensor values = picture.Values.To(ElementType.Float32);
        long channels = values.Length(1);
        return values.Multiply(picture.Scale!.Reshape(1, channels, 1, 1)).Add(picture.Shift!.Reshape(1, channels, 1, 1)).LeakyRectify(picture.Slope);
    }

    private static double LargestDifference(Tensor left, Tensor right)
    {
        Assert.Equal(right.Shape, left.Shape);
        return left.Subtract(right).Absolute().Largest([]).Item();
    }
}
