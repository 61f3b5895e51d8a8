using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Marrow.Slides;

/// <summary>The functions of libvips 8.14 that this room calls; names unchanged.</summary>
internal static unsafe partial class NativeVips
{
    private const string Library = "libvips.so.42";

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_init(string argv0);

    [LibraryImport(Library)]
    public static partial int vips_version(int flag);

    [LibraryImport(Library)]
    public static partial void vips_concurrency_set(int concurrency);

    [LibraryImport(Library)]
    public static partial void vips_cache_set_max(int max);

    [LibraryImport(Library)]
    public static partial nint vips_error_buffer_copy();

    [LibraryImport(Library)]
    public static partial void vips_error_clear();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint vips_source_new_from_file(string filename);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint vips_target_new_to_file(string filename);

    [LibraryImport(Library)]
    public static partial nint vips_target_new_to_memory();

    [LibraryImport(Library)]
    public static partial nuint vips_blob_get_type();

    [LibraryImport(Library)]
    public static partial byte* vips_blob_get(nint blob, nuint* length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint vips_operation_new(string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_object_set_argument_from_string(GObjectHandle instance, string name, string value);

    [LibraryImport(Library)]
    public static partial int vips_cache_operation_buildp(nint* operation);

    [LibraryImport(Library)]
    public static partial void vips_object_unref_outputs(nint instance);

    [LibraryImport(Library)]
    public static partial nint vips_image_new_from_memory(void* data, nuint size, int width, int height, int bands, VipsFormat format);

    [LibraryImport(Library)]
    public static partial nuint vips_image_get_type();

    [LibraryImport(Library)]
    public static partial int vips_image_get_width(GObjectHandle image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_height(GObjectHandle image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_bands(GObjectHandle image);

    [LibraryImport(Library)]
    public static partial VipsFormat vips_image_get_format(GObjectHandle image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_interpretation(GObjectHandle image);

    [LibraryImport(Library)]
    public static partial nint vips_region_new(GObjectHandle image);

    [LibraryImport(Library)]
    public static partial nint vips_region_fetch(GObjectHandle region, int left, int top, int width, int height, nuint* length);
}
