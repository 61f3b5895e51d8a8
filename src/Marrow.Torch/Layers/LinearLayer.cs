namespace Marrow.Torch;

/// <summary>x · weightᵀ + bias, with keys <c>weight</c> (out, in) and <c>bias</c>.</summary>
public sealed class LinearLayer : Layer
{
    public LinearLayer(long input, long output, bool hasBias = true)
    {
        Matrix = Weight("weight", output, input);
        Bias = hasBias ? Weight("bias", output) : null;
    }

    public Tensor Matrix { get; }

    public Tensor? Bias { get; }

    public Tensor Forward(Tensor input) => input.Linear(Matrix, Bias);
}
