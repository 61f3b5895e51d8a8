namespace Marrow.Torch;

/// <summary>Every pixel becomes a block of stride rows and columns; keys <c>weight</c> (in, out, rows, columns) and <c>bias</c>.</summary>
public sealed class TransposedConvolutionLayer : Layer
{
    public TransposedConvolutionLayer(long input, long output, long[] stride, bool hasBias = true)
    {
        Kernel = Weight("weight", input, output, stride[0], stride[1]);
        Bias = hasBias ? Weight("bias", output) : null;
        Stride = stride;
    }

    public Tensor Kernel { get; }

    public Tensor? Bias { get; }

    public long[] Stride { get; }

    public Tensor Forward(Tensor input) => input.ConvolveTransposed(Kernel, Bias, Stride);
}
