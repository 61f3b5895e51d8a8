using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>A decoder of JPEG rows, used by one thread at a time.</summary>
internal sealed class JpegRowsHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeJpegRows.marrow_jpeg_close(handle);
        return true;
    }
}
