using System.Reflection;
using System.Runtime.InteropServices;

namespace Marrow.Torch.Native;

/// <summary>Finds the shim: where <c>MARROW_NATIVE</c> says, beside the program, or in a folder <c>native</c> above it.</summary>
internal static class LibrarySearch
{
    private const string FileName = "libmarrow_torch.so";

    public static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
        name != "marrow_torch" ? 0 : NativeLibrary.Load(Candidates().FirstOrDefault(File.Exists) ?? FileName);

    private static IEnumerable<string> Candidates()
    {
        string? named = Environment.GetEnvironmentVariable("MARROW_NATIVE");
        if (!string.IsNullOrEmpty(named))
        {
            yield return named;
            yield return Path.Combine(named, FileName);
        }

        yield return Path.Combine(AppContext.BaseDirectory, FileName);
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "native", FileName);
        }
    }
}
