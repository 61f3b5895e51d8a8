using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>Starts libvips once for the process: quiet, without its own threads and without its operation cache.</summary>
/// <remarks>
/// The room runs its own threads over tiles and bands; libvips then works on the calling thread, which keeps memory flat
/// and the bytes the same whatever the machine. The cache would keep decoded pictures alive after their last use.
/// </remarks>
internal static unsafe partial class VipsRuntime
{
    private const string Home = "VIPSHOME";

    private static readonly Lazy<bool> Started = new(Start);

    /// <summary>Call before any other function of libvips.</summary>
    /// <exception cref="DllNotFoundException">libvips is not installed.</exception>
    public static void Ensure() => _ = Started.Value;

    /// <summary>The version, as in <c>8.14.1</c>.</summary>
    public static string Version
    {
        get
        {
            Ensure();
            return $"{NativeVips.vips_version(0)}.{NativeVips.vips_version(1)}.{NativeVips.vips_version(2)}";
        }
    }

    private static bool Start()
    {
        GLibLog.Silence();
        // Its plug-ins (PDF, HEIF, JPEG XL, ImageMagick) are looked for beside where it is told it lives. No format of this room
        // needs one; the thirty libraries behind them take 7 MB.
        NativeGLib.g_setenv(Home, "/dev/null", overwrite: 1);
        int status = NativeVips.vips_init("marrow");
        NativeGLib.g_unsetenv(Home);
        if (status != 0)
        {
            throw new DllNotFoundException($"libvips does not start: {VipsException.Take().Message}");
        }

        NativeVips.vips_concurrency_set(1);
        NativeVips.vips_cache_set_max(0);
        TIFFSetWarningHandler(0);
        TIFFSetErrorHandler(0);
        return true;
    }

    [LibraryImport("libtiff.so.6")]
    private static partial nint TIFFSetWarningHandler(nint handler);

    [LibraryImport("libtiff.so.6")]
    private static partial nint TIFFSetErrorHandler(nint handler);
}
