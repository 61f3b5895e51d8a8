using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>The functions of OpenSlide 3.4 that this room calls; names unchanged.</summary>
internal static unsafe partial class NativeOpenSlide
{
    private const string Library = "libopenslide.so.0";

    [LibraryImport(Library)]
    public static partial nint openslide_get_version();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint openslide_detect_vendor(string filename);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial OpenSlideHandle openslide_open(string filename);

    [LibraryImport(Library)]
    public static partial void openslide_close(nint slide);

    [LibraryImport(Library)]
    public static partial nint openslide_get_error(OpenSlideHandle slide);

    [LibraryImport(Library)]
    public static partial int openslide_get_level_count(OpenSlideHandle slide);

    [LibraryImport(Library)]
    public static partial void openslide_get_level_dimensions(OpenSlideHandle slide, int level, long* width, long* height);

    [LibraryImport(Library)]
    public static partial double openslide_get_level_downsample(OpenSlideHandle slide, int level);

    [LibraryImport(Library)]
    public static partial void openslide_read_region(OpenSlideHandle slide, uint* destination, long x, long y, int level, long width, long height);

    [LibraryImport(Library)]
    public static partial byte** openslide_get_property_names(OpenSlideHandle slide);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint openslide_get_property_value(OpenSlideHandle slide, string name);

    [LibraryImport(Library)]
    public static partial byte** openslide_get_associated_image_names(OpenSlideHandle slide);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void openslide_get_associated_image_dimensions(OpenSlideHandle slide, string name, long* width, long* height);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void openslide_read_associated_image(OpenSlideHandle slide, string name, uint* destination);
}
