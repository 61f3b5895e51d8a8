using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>A GError (glib/gerror.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GError
{
    public uint Domain;
    public int Code;
    public nint Message;

    /// <summary>The message of an error that a function of GLib's kind set; frees it.</summary>
    public static unsafe string Take(GError* error)
    {
        if (error == null)
        {
            return "no reason given";
        }

        string text = Marshal.PtrToStringUTF8(error->Message) ?? "";
        NativeGLib.g_error_free(error);
        return text;
    }
}
