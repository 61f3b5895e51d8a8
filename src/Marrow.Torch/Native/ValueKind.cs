namespace Marrow.Torch.Native;

/// <summary>What a <see cref="NativeValue"/> holds (<c>MarrowKind</c> in native/marrow_torch.h).</summary>
internal enum ValueKind
{
    /// <summary>What the operator's schema gives when nothing is said.</summary>
    Default,
    None,
    Tensor,
    Integer,
    Real,
    Boolean,
    Integers,
    Reals,
    Tensors,
    OptionalTensors,
    Device,
    Generator,
}
