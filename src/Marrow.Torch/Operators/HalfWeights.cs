namespace Marrow.Torch;

/// <summary>Weights in the form that <see cref="HalfInference"/> takes. Owns its tensors.</summary>
/// <param name="Packed">16-bit floats; for the matrix unit bfloat16.</param>
/// <param name="Units">K powers of two by which each output channel's weights were scaled.</param>
/// <param name="Window">Rows and columns; by Winograd's method and for the matrix unit the stride alone; empty for enlargements.</param>
public sealed record HalfWeights(Tensor Packed, Tensor Units, long[] Window) : IDisposable
{
    public void Dispose()
    {
        Packed.Dispose();
        Units.Dispose();
    }
}
