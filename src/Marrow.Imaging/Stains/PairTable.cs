using System.Runtime.CompilerServices;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<double> Of(int r, int g, int b)
    {
        ReadOnlySpan<Vector128<double>> terms = _terms;
        return terms[r & 255] + terms[256 + (g & 255)] + terms[512 + (b & 255)];
    }

    /// <summary>The least and greatest sum that any pixel can give, for each function.</summary>
    public (Vector128<double> Low, Vector128<double> High) Range()
    {
        Vector128<double> low = default, high = default;
        for (int channel = 0; channel < 3; channel++)
        {
            Vector128<double> least = _terms[channel * 256], greatest = least;
            for (int level = 1; level < 256; level++)
            {
                least = Vector128.Min(least, _terms[(channel * 256) + level]);
                greatest = Vector128.Max(greatest, _terms[(channel * 256) + level]);
            }

            (low, high) = (low + least, high + greatest);
        }

        return (low, high);
    }
}
