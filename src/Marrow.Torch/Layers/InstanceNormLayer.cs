namespace Marrow.Torch;

/// <summary>Instance normalization with keys <c>weight</c> and <c>bias</c> (C), at first 1 and 0.</summary>
public sealed class InstanceNormLayer : Layer
{
    public InstanceNormLayer(long channels, double epsilon = 1e-5)
    {
        Scale = Weight("weight", channels);
        Shift = Weight("bias", channels);
        Epsilon = epsilon;
        Initializer.FillConstant(Scale, 1);
    }

    public Tensor Scale { get; }

    public Tensor Shift { get; }

    public double Epsilon { get; }

    public Tensor Forward(Tensor input) => input.NormalizeInstance(Scale, Shift, Epsilon);
}
