using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>The heap of native libraries, which keeps what they have freed.</summary>
public static partial class NativeHeap
{
    /// <summary>Storage that is used whole and more than once, in large pages where the system has them: it comes with fewer interruptions.</summary>
    /// <returns>For <see cref="NativeMemory.AlignedFree"/>.</returns>
    public static unsafe byte* AllocateLarge(nuint bytes)
    {
        const nuint LargePage = 2 << 20;
        const int HugePageAdvice = 14;
        byte* memory = (byte*)NativeMemory.AlignedAlloc(bytes, LargePage);
        _ = madvise(memory, bytes / LargePage * LargePage, HugePageAdvice);
        return memory;
    }

    /// <summary>Gives the free parts back to the system.</summary>
    public static void GiveBack() => _ = malloc_trim(0);

    /// <summary>
    /// From here on large blocks go back to the system as soon as they are freed, and all threads share one heap: less is kept for later, for a little more work.
    /// </summary>
    public static void KeepLittle()
    {
        const int TrimThreshold = -1, MapThreshold = -3, ArenaLimit = -8;
        _ = mallopt(ArenaLimit, 1);
        _ = mallopt(MapThreshold, 4 << 20);
        _ = mallopt(TrimThreshold, 2_000_000);
    }

    [LibraryImport("libc.so.6")]
    private static unsafe partial int madvise(byte* memory, nuint bytes, int advice);

    [LibraryImport("libc.so.6")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc.so.6")]
    private static partial int malloc_trim(nuint pad);
}
