using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>A decoder or encoder of TurboJPEG, used by one thread at a time.</summary>
internal sealed class TurboJpegHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => NativeTurboJpeg.tjDestroy(handle) == 0;
}
