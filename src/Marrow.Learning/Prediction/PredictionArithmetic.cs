namespace Marrow.Learning;

/// <summary>What networks are computed with.</summary>
public enum PredictionArithmetic
{
    /// <summary>libtorch's operators in 32-bit floats.</summary>
    Library,

    /// <summary>libtorch's operators in 16-bit brain floats.</summary>
    LibraryBrainFloat,

    /// <summary>Kernels of our own in 32-bit floats.</summary>
    Single,

    /// <summary>Kernels of our own in 16-bit floats.</summary>
    Half,

    /// <summary>The same, but convolutions by the processor's matrix unit: products of bfloat16, summed in 32 bits.</summary>
    Matrix,
}
