using Marrow.Torch.Native;

namespace Marrow.Torch.Checkpoints;

/// <summary>The bytes of a tensor as files keep them.</summary>
internal static unsafe class TensorBytes
{
    /// <summary>The memory of a contiguous tensor on the CPU, valid while it lives.</summary>
    public static Span<byte> Bytes(this Tensor tensor)
    {
        MarrowTorch.marrow_data(tensor.Native, out nint data);
        return new Span<byte>((void*)data, checked((int)(tensor.Count * tensor.Type.Size())));
    }

    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 => 8,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 => 2,
        _ => 1,
    };
}
