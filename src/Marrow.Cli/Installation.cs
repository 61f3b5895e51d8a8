using System.Reflection;
using System.Runtime.InteropServices;
using Marrow.Slides;
using Marrow.Torch;

namespace Marrow.Cli;

/// <summary>Gathers from each room whether what it needs is installed.</summary>
internal static unsafe class Installation
{
    /// <summary>Marrow itself, the .NET runtime and every native library, in that order; never throws for a missing one.</summary>
    public static IReadOnlyList<LibraryStatus> Check() =>
    [
        new("Marrow", "this program", typeof(Installation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion),
        new(".NET", "runtime", Environment.Version.ToString()),
        .. SlideLibraries.Check(),
        Torch(),
        OpenBlas(),
    ];

    /// <summary>What the processor has of what our own kernels for networks want, the later the quicker; without libtorch there are none.</summary>
    public static IReadOnlyList<string> Instructions()
    {
        if (!TorchLibrary.TryLoad(out _))
        {
            return [];
        }

        (bool Has, string Name)[] kinds = [(FastInference.IsAvailable, "AVX-512"), (HalfInference.IsAvailable, "AVX512-FP16"), (HalfInference.HasMatrixUnit, "AMX")];
        return [.. kinds.Where(kind => kind.Has).Select(kind => kind.Name)];
    }

    private static LibraryStatus Torch() => TorchLibrary.TryLoad(out string? problem)
        ? new LibraryStatus("libtorch", "tensors and networks", TorchLibrary.Version + (TorchLibrary.HasCuda ? " with CUDA" : " on the processor"))
        : new LibraryStatus("libtorch", "tensors and networks", null, problem.Split(" (")[0], "apt-get install --no-install-recommends libtorch-dev && native/build");

    // Its configuration opens with name and version: "OpenBLAS 0.3.21 DYNAMIC_ARCH …".
    private static LibraryStatus OpenBlas()
    {
        const string purpose = "fast matrix products under libtorch";
        if (NativeLibrary.TryLoad("libblas.so.3", out nint library) && NativeLibrary.TryGetExport(library, "openblas_get_config", out nint entry))
        {
            string config = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)entry)()) ?? "";
            return new LibraryStatus("OpenBLAS", purpose, config.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1));
        }

        return new LibraryStatus("OpenBLAS", purpose, null, "is not the BLAS in use (the reference BLAS is 30 times slower)", "apt-get install --no-install-recommends libopenblas0-pthread");
    }
}
