namespace Marrow.Slides;

/// <summary>
/// One call of a libvips operation by name, its arguments set one by one (the C entry points with variable arguments
/// cannot be called from here, and file names with option syntax are never parsed).
/// </summary>
internal sealed unsafe class VipsOperation : IDisposable
{
    private readonly GObjectHandle operation;

    public VipsOperation(string name)
    {
        VipsRuntime.Ensure();
        operation = GObjectHandle.Own(NativeVips.vips_operation_new(name));
    }

    /// <summary>Sets a number, a name of an enumeration or a list of numbers.</summary>
    public VipsOperation With(string argument, string value)
    {
        if (NativeVips.vips_object_set_argument_from_string(operation, argument, value) != 0)
        {
            throw VipsException.Take();
        }

        return this;
    }

    // Not as text: GLib makes a locale when a number is first read, and where two threads wait for it, libvips 8.14 takes the error number
    // that the wait leaves for a number that cannot be read.
    public VipsOperation With(string argument, double value)
    {
        GValue box = default;
        NativeGLib.g_value_init(&box, NativeGLib.DoubleType);
        NativeGLib.g_value_set_double(&box, value);
        return Take(argument, &box);
    }

    /// <summary>Sets an image, a source or a target.</summary>
    public VipsOperation With(string argument, GObjectHandle value)
    {
        GValue box = default;
        NativeGLib.g_value_init(&box, value.InstanceType);
        NativeGLib.g_value_set_object(&box, value);
        return Take(argument, &box);
    }

    /// <summary>Runs an operation that has no result but its effect, such as a save.</summary>
    public void Run()
    {
        nint built = Build();
        Release(built);
    }

    /// <summary>Runs the operation and takes its image result.</summary>
    public GObjectHandle RunForImage(string output = "out")
    {
        nint built = Build();
        try
        {
            GValue box = default;
            NativeGLib.g_value_init(&box, ImageType);
            NativeGLib.g_object_get_property(built, output, &box);
            nint image = NativeGLib.g_value_dup_object(&box);
            NativeGLib.g_value_unset(&box);
            return GObjectHandle.Own(image);
        }
        finally
        {
            Release(built);
        }
    }

    public void Dispose() => operation.Dispose();

    private static nuint ImageType => NativeVips.vips_image_get_type();

    private VipsOperation Take(string argument, GValue* box)
    {
        NativeGLib.g_object_set_property(operation, argument, box);
        NativeGLib.g_value_unset(box);
        return this;
    }

    // The build takes over one reference and gives one back, on failure too (with its outputs already dropped).
    private nint Build()
    {
        bool counted = false;
        operation.DangerousAddRef(ref counted);
        nint built = operation.DangerousGetHandle();
        NativeGLib.g_object_ref(built);
        int status = NativeVips.vips_cache_operation_buildp(&built);
        operation.DangerousRelease();
        if (status != 0)
        {
            VipsException failure = VipsException.Take();
            Release(built);
            throw failure;
        }

        return built;
    }

    private static void Release(nint built)
    {
        NativeVips.vips_object_unref_outputs(built);
        NativeGLib.g_object_unref(built);
    }
}
