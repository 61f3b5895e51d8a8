namespace Marrow.Torch;

/// <summary>A convolution with keys <c>weight</c> (out, in, rows, columns) and <c>bias</c>. N C H W in and out.</summary>
public sealed class ConvolutionLayer : Layer
{
    public ConvolutionLayer(long input, long output, long[] window, ConvolutionShape shape, bool hasBias = true)
    {
        Kernel = Weight("weight", output, input / shape.Groups, window[0], window[1]);
        Bias = hasBias ? Weight("bias", output) : null;
        Shape = shape;
    }

    public Tensor Kernel { get; }

    public Tensor? Bias { get; }

    public ConvolutionShape Shape { get; }

    public Tensor Forward(Tensor input) => input.Convolve(Kernel, Bias, Shape);
}
