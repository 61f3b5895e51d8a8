using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Marrow.Imaging;

/// <summary>
/// Two linear functions of a pixel's densities as one table: 3 × 256 pairs of doubles (12 KiB), so that a pixel costs three loads and two additions.
/// The lanes are the two functions; the sum is (red + green) + blue.
/// </summary>
internal sealed class PairTable
{
    private readonly Vector128<double>[] _terms = new Vector128<double>[3 * 256];

    public PairTable(OpticalDensity density, StainVector first, StainVector second)
    {
        for (int level = 0; level < 256; level++)
        {
            double od = density.Values[level];
            _terms[level] = Vector128.Create(first.R * od, second.R * od);
            _terms[256 + level] = Vector128.Create(first.G * od, second.G * od);
            _terms[512 + level] = Vector128.Create(first.B * od, second.B * od);
        }
    }

    /// <summary>The functions of a packed colour, red in the low byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<double> Of(uint colour)
    {
        ref Vector128<double> terms = ref MemoryMarshal.GetArrayDataReference(_terms);
        return Unsafe.Add(ref terms, (byte)colour) + Unsafe.Add(ref terms, 256 + (byte)(colour >> 8)) + Unsafe.Add(ref terms, 512 + (byte)(colour >> 16));
    }
}
