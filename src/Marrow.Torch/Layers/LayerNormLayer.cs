namespace Marrow.Torch;

/// <summary>Normalization over the last axis with keys <c>weight</c> and <c>bias</c> (D), at first 1 and 0.</summary>
public sealed class LayerNormLayer : Layer
{
    public LayerNormLayer(long width, double epsilon = 1e-5)
    {
        Scale = Weight("weight", width);
        Shift = Weight("bias", width);
        Epsilon = epsilon;
        Initializer.FillConstant(Scale, 1);
    }

    public Tensor Scale { get; }

    public Tensor Shift { get; }

    public double Epsilon { get; }

    public Tensor Forward(Tensor input) => input.NormalizeLayer(Scale, Shift, Epsilon);
}
