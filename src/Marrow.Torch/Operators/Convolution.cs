namespace Marrow.Torch;

/// <summary>Convolutions, poolings and resizings of N C H W.</summary>
public static class Convolution
{
    private static readonly Operator ConvolveOperator = new("aten::conv2d");
    private static readonly Operator ConvolveTransposedOperator = new("aten::conv_transpose2d", "input");
    private static readonly Operator MaximumPoolOperator = new("aten::max_pool2d");
    private static readonly Operator AveragePoolOperator = new("aten::avg_pool2d");
    private static readonly Operator AdaptiveAveragePoolOperator = new("aten::adaptive_avg_pool2d");
    private static readonly Operator NearestOperator = new("aten::upsample_nearest2d");
    private static readonly Operator BilinearOperator = new("aten::upsample_bilinear2d");

    /// <summary>N C H W with weight K C h w gives N K H' W'.</summary>
    public static Tensor Convolve(this Tensor input, Tensor weight, Tensor? bias, ConvolutionShape shape) =>
        ConvolveOperator.Call(input, weight, bias, shape.Stride, shape.Padding, shape.Dilation, shape.Groups);

    /// <summary>N C H W with weight C K h w gives N K H' W', where h = w = stride: every pixel becomes a block.</summary>
    public static Tensor ConvolveTransposed(this Tensor input, Tensor weight, Tensor? bias, long[] stride) =>
        ConvolveTransposedOperator.Call(input, weight, bias, stride);

    public static Tensor PoolMaximum(this Tensor input, long[] window, long[] stride, long[] padding) =>
        MaximumPoolOperator.Call(input, window, stride, padding);

    public static Tensor PoolAverage(this Tensor input, long[] window, long[] stride) => AveragePoolOperator.Call(input, window, stride);

    /// <summary>Averages to exactly this height and width.</summary>
    public static Tensor PoolAverageTo(this Tensor input, long height, long width) =>
        AdaptiveAveragePoolOperator.Call(input, new long[] { height, width });

    public static Tensor ResizeNearest(this Tensor input, long height, long width) => NearestOperator.Call(input, new long[] { height, width });

    /// <summary>Bilinear, corners not aligned.</summary>
    public static Tensor ResizeBilinear(this Tensor input, long height, long width) =>
        BilinearOperator.Call(input, new long[] { height, width }, false);
}
