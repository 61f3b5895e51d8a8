using Marrow.Torch;

namespace Marrow.Models;

/// <summary>A <see cref="ConvolutionBlock"/> packed for <see cref="HalfInference"/>. Keeps nothing of the block.</summary>
internal sealed class HalfConvolution : IDisposable
{
    /// <summary>Below this the packed weights, four times the plain ones, cost more to read than the arithmetic they save.</summary>
    private const long FewestPixels = 1024;

    /// <summary>The same of stride 2: nine times the plain weights, half the arithmetic.</summary>
    private const long FewestHalvedPixels = 4096;

    private readonly HalfWeights weights;
    private readonly HalfNorm norm;
    private readonly long[] stride;

    /// <param name="pixels">
    /// How many its output is expected to have; other sizes are right too, only slower. 0 for no Winograd's method, which rounds about five times more.
    /// </param>
    /// <param name="isForMatrixUnit">3×3 windows go by the matrix unit.</param>
    public HalfConvolution(ConvolutionBlock block, double slope, long pixels, bool isForMatrixUnit)
    {
        Tensor kernel = block.Convolution.Kernel;
        stride = block.Convolution.Shape.Stride;
        bool isThree = kernel.Shape is [_, _, 3, 3];
        weights = isThree && isForMatrixUnit ? HalfInference.PackForMatrixUnit(kernel, stride[0]) : HalfInference.Pack(kernel, isThree ? WinogradStride(pixels) : 0);
        norm = Norm(block, slope);
    }

    /// <summary>A copy of the block's normalization.</summary>
    public static HalfNorm Norm(ConvolutionBlock block, double slope) =>
        new(Scope.Release(block.Norm.Scale.Clone()), Scope.Release(block.Norm.Shift.Clone()), block.Norm.Epsilon, slope);

    public HalfPicture Run(params IReadOnlyList<HalfPicture> inputs) => HalfInference.Convolve(inputs, weights, stride, norm);

    public void Dispose()
    {
        weights.Dispose();
        norm.Dispose();
    }

    private long WinogradStride(long pixels) => stride switch
    {
        [1, 1] when pixels >= FewestPixels => 1,
        [2, 2] when pixels >= FewestHalvedPixels => 2,
        _ => 0,
    };
}
