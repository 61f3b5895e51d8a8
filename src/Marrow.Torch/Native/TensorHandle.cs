using System.Runtime.InteropServices;

namespace Marrow.Torch.Native;

/// <summary>Owns one native tensor and reports its memory to the garbage collector.</summary>
internal sealed class TensorHandle : SafeHandle
{
    private readonly long reported;

    public TensorHandle(nint native, int mebibytes)
        : base(0, ownsHandle: true)
    {
        SetHandle(native);
        reported = (long)mebibytes << 20;
        if (reported > 0)
        {
            GC.AddMemoryPressure(reported);
        }
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        MarrowTorch.marrow_free(handle);
        if (reported > 0)
        {
            GC.RemoveMemoryPressure(reported);
        }

        return true;
    }
}
