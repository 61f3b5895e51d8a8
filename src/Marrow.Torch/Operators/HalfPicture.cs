namespace Marrow.Torch;

/// <summary>
/// 16-bit values N C H W, channels last, and the normalization (N C each) that they stand under: leaky(scale · x + shift) is meant. Without scale the
/// values are meant as they are. Owns its tensors.
/// </summary>
public sealed record HalfPicture(Tensor Values, Tensor? Scale, Tensor? Shift, double Slope) : IDisposable
{
    public void Dispose()
    {
        Values.Dispose();
        Scale?.Dispose();
        Shift?.Dispose();
    }
}
