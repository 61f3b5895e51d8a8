using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>The functions of libjpeg-turbo's TurboJPEG 2.1 that this room calls; names unchanged.</summary>
internal static unsafe partial class NativeTurboJpeg
{
    /// <summary>TJPF_RGB and TJPF_GRAY.</summary>
    public const int PixelRgb = 0, PixelGray = 6;

    private const string Library = "libturbojpeg.so.0";

    [LibraryImport(Library)]
    public static partial TurboJpegHandle tjInitDecompress();

    [LibraryImport(Library)]
    public static partial TurboJpegHandle tjInitCompress();

    [LibraryImport(Library)]
    public static partial int tjCompress2(
        TurboJpegHandle handle, byte* source, int width, int pitch, int height, int pixelFormat, byte** jpeg, nuint* size, int subsampling, int quality, int flags);

    [LibraryImport(Library)]
    public static partial void tjFree(byte* buffer);

    [LibraryImport(Library)]
    public static partial int tjDestroy(nint handle);

    [LibraryImport(Library)]
    public static partial int tjDecompressHeader3(TurboJpegHandle handle, byte* jpeg, nuint size, int* width, int* height, int* subsampling, int* colorspace);

    [LibraryImport(Library)]
    public static partial int tjDecompress2(TurboJpegHandle handle, byte* jpeg, nuint size, byte* destination, int width, int pitch, int height, int pixelFormat, int flags);

    [LibraryImport(Library)]
    public static partial nint tjGetErrorStr2(TurboJpegHandle handle);
}
