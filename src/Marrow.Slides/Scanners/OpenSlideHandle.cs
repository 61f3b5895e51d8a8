using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>An open slide of OpenSlide; closed on release.</summary>
internal sealed class OpenSlideHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeOpenSlide.openslide_close(handle);
        return true;
    }
}
