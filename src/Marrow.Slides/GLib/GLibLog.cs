using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>What libraries over GLib print.</summary>
internal static unsafe class GLibLog
{
    /// <summary>Native libraries report through return values; what they would print is dropped.</summary>
    public static void Silence() => NativeGLib.g_log_set_default_handler(&Discard, 0);

    [UnmanagedCallersOnly]
    private static void Discard(nint domain, int level, nint message, nint data)
    {
    }
}
