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
}
