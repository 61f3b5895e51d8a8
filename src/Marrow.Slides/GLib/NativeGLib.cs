using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>A GValue: a type tag and sixteen bytes that hold any one value (gobject/gvalue.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    public nuint Type;
    public ulong First;
    public ulong Second;
}

/// <summary>The functions of GLib and GObject under libvips and librsvg; names unchanged.</summary>
internal static unsafe partial class NativeGLib
{
    private const string GLib = "libglib-2.0.so.0";
    private const string GObject = "libgobject-2.0.so.0";

    /// <summary>G_TYPE_DOUBLE, the fifteenth of the fundamental types.</summary>
    public const nuint DoubleType = 15 << 2;

    [LibraryImport(GLib)]
    public static partial void g_free(nint memory);

    [LibraryImport(GLib)]
    public static partial void g_error_free(GError* error);

    [LibraryImport(GLib, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int g_setenv(string variable, string value, int overwrite);

    [LibraryImport(GLib, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void g_unsetenv(string variable);

    [LibraryImport(GLib)]
    public static partial nint g_log_set_default_handler(delegate* unmanaged<nint, int, nint, nint, void> handler, nint data);

    [LibraryImport(GObject)]
    public static partial nint g_object_ref(nint instance);

    [LibraryImport(GObject)]
    public static partial void g_object_unref(nint instance);

    [LibraryImport(GObject)]
    public static partial nint g_value_init(GValue* value, nuint type);

    [LibraryImport(GObject)]
    public static partial void g_value_set_object(GValue* value, GObjectHandle instance);

    [LibraryImport(GObject)]
    public static partial void g_value_set_double(GValue* value, double number);

    [LibraryImport(GObject)]
    public static partial nint g_value_dup_object(GValue* value);

    [LibraryImport(GObject)]
    public static partial nint g_value_get_boxed(GValue* value);

    [LibraryImport(GObject)]
    public static partial void g_value_unset(GValue* value);

    [LibraryImport(GObject, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void g_object_set_property(GObjectHandle instance, string name, GValue* value);

    [LibraryImport(GObject, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void g_object_get_property(nint instance, string name, GValue* value);

    [LibraryImport(GObject, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void g_object_get_property_of(GObjectHandle instance, string name, GValue* value);
}
