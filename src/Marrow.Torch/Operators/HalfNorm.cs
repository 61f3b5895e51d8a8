namespace Marrow.Torch;

/// <summary>An instance normalization (C 32-bit floats each) and the slope of the leaky ReLU after it. Owns its tensors.</summary>
public sealed record HalfNorm(Tensor Scale, Tensor Shift, double Epsilon, double Slope) : IDisposable
{
    public void Dispose()
    {
        Scale.Dispose();
        Shift.Dispose();
    }
}
