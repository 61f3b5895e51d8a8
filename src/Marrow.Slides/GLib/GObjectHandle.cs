using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>One counted reference to a GObject (an image, a source, a region, an operation), given back on release.</summary>
internal sealed class GObjectHandle : SafeHandle
{
    /// <param name="instance">A reference that is taken over; 0 for none.</param>
    public GObjectHandle(nint instance)
        : base(0, ownsHandle: true) => SetHandle(instance);

    public override bool IsInvalid => handle == 0;

    /// <summary>The GType of the instance: the first word of its class, to which the first word of the instance points.</summary>
    public unsafe nuint InstanceType => **(nuint**)handle;

    /// <summary>Takes over a reference that libvips returned.</summary>
    /// <exception cref="VipsException">It returned none.</exception>
    public static GObjectHandle Own(nint instance) => instance != 0 ? new GObjectHandle(instance) : throw VipsException.Take();

    protected override bool ReleaseHandle()
    {
        NativeGLib.g_object_unref(handle);
        return true;
    }
}
