using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Marrow.Imaging;

/// <summary>Count, sums and products of the optical densities of tissue pixels, added up chunk by chunk in a fixed order.</summary>
internal sealed class DensityMoments
{
    // n, then the sums of R G B, then of RR RG RB GG GB BB.
    private readonly double[] _sums;

    private DensityMoments(double[] sums) => _sums = sums;

    public static DensityMoments Measure(TissuePixels tissue, OpticalDensity density, int threads)
    {
        double[][] parts = new double[tissue.Chunks][];
        tissue.Run(threads, chunk => parts[chunk] = Sum(tissue.Chunk(chunk), density.Values));
        double[] sums = new double[10];
        foreach (double[] part in parts)
        {
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += part[i];
            }
        }

        return new DensityMoments(sums);
    }

    /// <summary>The sample covariance (n − 1) of the three densities.</summary>
    public double[,] Covariance()
    {
        double n = _sums[0];
        double Of(int product, int i, int j) => (_sums[4 + product] - (_sums[1 + i] * _sums[1 + j] / n)) / (n - 1);
        double rg = Of(1, 0, 1), rb = Of(2, 0, 2), gb = Of(4, 1, 2);
        return new[,] { { Of(0, 0, 0), rg, rb }, { rg, Of(3, 1, 1), gb }, { rb, gb, Of(5, 2, 2) } };
    }

    private static double[] Sum(ReadOnlySpan<uint> colours, double[] density)
    {
        Span<Vector256<double>> sums = stackalloc Vector256<double>[3];
        Add(colours, density, sums);
        return [colours.Length, sums[0][3], sums[1][3], sums[2][3], sums[0][0], sums[0][1], sums[0][2], sums[1][1], sums[1][2], sums[2][2]];
    }

    /// <summary>
    /// Lanes R G B 1: each channel times all four gives every product, and the sum of the channel itself, by three multiplications and three additions.
    /// Each lane adds what a scalar loop would, in its order.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(ReadOnlySpan<uint> colours, double[] density, Span<Vector256<double>> sums)
    {
        ref double od = ref MemoryMarshal.GetArrayDataReference(density);
        Vector256<double> one = Vector256<double>.One, g = Lane(1), b = Lane(2), last = Lane(3);
        Vector256<double> sumR = default, sumG = default, sumB = default;
        foreach (uint colour in colours)
        {
            Vector256<double> x = Vector256.Create(Unsafe.Add(ref od, (byte)colour));
            Vector256<double> y = Vector256.Create(Unsafe.Add(ref od, (byte)(colour >> 8)));
            Vector256<double> z = Vector256.Create(Unsafe.Add(ref od, (byte)(colour >> 16)));
            Vector256<double> all = Vector256.ConditionalSelect(g, y, Vector256.ConditionalSelect(b, z, Vector256.ConditionalSelect(last, one, x)));
            sumR += x * all;
            sumG += y * all;
            sumB += z * all;
        }

        (sums[0], sums[1], sums[2]) = (sumR, sumG, sumB);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Lane(int lane) => Vector256.Equals(Vector256.Create(0L, 1, 2, 3), Vector256.Create((long)lane)).AsDouble();
}
