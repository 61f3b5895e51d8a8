using System.Reflection;
using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>The functions of native/jpeg/jpeg_rows.cpp; names unchanged.</summary>
internal static unsafe partial class NativeJpegRows
{
    private const string Library = "marrow_jpeg", FileName = "libmarrow_jpeg.so";

    static NativeJpegRows() => NativeLibrary.SetDllImportResolver(typeof(NativeJpegRows).Assembly, Resolve);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial JpegRowsHandle marrow_jpeg_open(string path, int* shape);

    [LibraryImport(Library)]
    public static partial int marrow_jpeg_read(JpegRowsHandle decoder, byte* rows, int count);

    [LibraryImport(Library)]
    public static partial void marrow_jpeg_end(JpegRowsHandle decoder, long* found);

    [LibraryImport(Library)]
    public static partial void marrow_jpeg_close(nint decoder);

    [LibraryImport(Library)]
    public static partial int marrow_jpeg_version();

    // Beside the program, or in a folder "native" above it.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
        name != Library ? 0 : NativeLibrary.Load(Candidates().FirstOrDefault(File.Exists) ?? FileName);

    private static IEnumerable<string> Candidates()
    {
        yield return Path.Combine(AppContext.BaseDirectory, FileName);
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "native", FileName);
        }
    }
}
