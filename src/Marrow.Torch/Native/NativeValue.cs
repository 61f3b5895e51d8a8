using System.Runtime.InteropServices;

namespace Marrow.Torch.Native;

/// <summary>One argument or result of an operator as the shim sees it (<c>MarrowValue</c> in native/marrow_torch.h).</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct NativeValue
{
    [FieldOffset(0)]
    public ValueKind Kind;

    /// <summary>Items of a list; the type of a device; in a result, the MiB of fresh memory.</summary>
    [FieldOffset(4)]
    public int Count;

    [FieldOffset(8)]
    public long Integer;

    [FieldOffset(8)]
    public double Real;

    [FieldOffset(8)]
    public void* Pointer;
}
