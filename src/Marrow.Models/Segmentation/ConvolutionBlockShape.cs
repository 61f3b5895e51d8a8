namespace Marrow.Models;

/// <summary>Channels in and out, window and stride of a <see cref="ConvolutionBlock"/>.</summary>
internal sealed record ConvolutionBlockShape(int Input, int Output, long[] Window, long[] Stride)
{
    public bool HasBias { get; init; } = true;
}
