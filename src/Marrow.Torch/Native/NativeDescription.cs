using System.Runtime.InteropServices;

namespace Marrow.Torch.Native;

/// <summary>Type, device, shape and storage of a tensor (<c>MarrowDescription</c> in native/marrow_torch.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeDescription
{
    public const int AxisLimit = 8;

    public int Type;
    public int DeviceType;
    public int DeviceIndex;
    public int Axes;
    public fixed long Shape[AxisLimit];
    public fixed long Strides[AxisLimit];
    public nint Storage;
    public long StorageOffset;
}
