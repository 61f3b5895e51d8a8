namespace Marrow.Torch;

/// <summary>How a convolution walks: all rows-then-columns.</summary>
public sealed record ConvolutionShape
{
    public long[] Stride { get; init; } = [1, 1];

    public long[] Padding { get; init; } = [0, 0];

    public long[] Dilation { get; init; } = [1, 1];

    public long Groups { get; init; } = 1;

    /// <summary>Padded by half the (odd) window, so that stride 1 keeps the picture's size.</summary>
    public static ConvolutionShape Same(long[] window, long[] stride) =>
        new() { Stride = stride, Padding = [(window[0] - 1) / 2, (window[1] - 1) / 2] };
}
