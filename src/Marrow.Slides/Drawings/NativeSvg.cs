using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>The functions of librsvg and of cairo under it that this room calls; names unchanged.</summary>
internal static unsafe partial class NativeSvg
{
    private const string Rsvg = "librsvg-2.so.2";
    private const string Cairo = "libcairo.so.2";

    /// <summary>CAIRO_FORMAT_ARGB32: blue, green, red, opacity, multiplied by it.</summary>
    public const int Argb32 = 0;

    [LibraryImport(Rsvg)]
    public static partial nint rsvg_handle_new_from_data(byte* data, nuint length, GError** error);

    [LibraryImport(Rsvg)]
    public static partial int rsvg_handle_get_intrinsic_size_in_pixels(GObjectHandle handle, double* width, double* height);

    [LibraryImport(Rsvg)]
    public static partial int rsvg_handle_render_document(GObjectHandle handle, nint cairo, RsvgRectangle* viewport, GError** error);

    [LibraryImport(Cairo)]
    public static partial nint cairo_image_surface_create_for_data(byte* data, int format, int width, int height, int stride);

    [LibraryImport(Cairo)]
    public static partial void cairo_surface_flush(nint surface);

    [LibraryImport(Cairo)]
    public static partial void cairo_surface_destroy(nint surface);

    [LibraryImport(Cairo)]
    public static partial nint cairo_create(nint surface);

    [LibraryImport(Cairo)]
    public static partial void cairo_translate(nint cairo, double x, double y);

    [LibraryImport(Cairo)]
    public static partial void cairo_scale(nint cairo, double x, double y);

    [LibraryImport(Cairo)]
    public static partial int cairo_status(nint cairo);

    [LibraryImport(Cairo)]
    public static partial void cairo_destroy(nint cairo);

    /// <summary>librsvg's, as in <c>2.54.7</c>, which it tells in three variables.</summary>
    /// <exception cref="DllNotFoundException">It is not installed.</exception>
    public static string Version()
    {
        nint library = NativeLibrary.Load(Rsvg);
        uint Number(string name) => *(uint*)NativeLibrary.GetExport(library, name);
        return $"{Number("rsvg_major_version")}.{Number("rsvg_minor_version")}.{Number("rsvg_micro_version")}";
    }

    /// <summary>RsvgRectangle (librsvg/rsvg.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct RsvgRectangle
    {
        public double X;
        public double Y;
        public double Width;
        public double Height;
    }
}
