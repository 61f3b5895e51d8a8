using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>The heap of native libraries, which keeps what they have freed.</summary>
public static partial class NativeHeap
{
    /// <summary>Gives the free parts back to the system.</summary>
    public static void GiveBack() => _ = malloc_trim(0);

    [LibraryImport("libc.so.6")]
    private static partial int malloc_trim(nuint pad);
}
