using System.Globalization;
using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>Refuses in words a batch that cannot fit before the system kills the process.</summary>
internal static class BatchMemory
{
    /// <summary>What a step takes at the very least: the first layer's features of every window, in 16 bits.</summary>
    /// <exception cref="InvalidDataException">They alone are more than the machine's memory.</exception>
    public static void Check(int windows, PixelSize window, int features)
    {
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        double least = (double)windows * window.Area * features * 2;
        if (least > memory)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a batch of {windows} windows of {window} takes more than {least / (1L << 30):F0} GB of memory, the machine has {memory >> 30}; take a smaller --batch-size"));
        }
    }
}
