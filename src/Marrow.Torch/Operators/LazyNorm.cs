namespace Marrow.Torch;

/// <summary>
/// Values N C H W and the normalization (N C each) that they stand under: leaky(scale · x + shift) is meant. Without scale the values are meant as
/// they are.
/// </summary>
public sealed record LazyNorm(Tensor Values, Tensor? Scale = null, Tensor? Shift = null);
