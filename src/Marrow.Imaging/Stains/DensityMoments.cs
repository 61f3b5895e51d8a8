using System.Runtime.CompilerServices;

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Sum(ReadOnlySpan<uint> colours, double[] density)
    {
        ReadOnlySpan<double> od = density.AsSpan(0, 256);
        double r = 0, g = 0, b = 0, rr = 0, rg = 0, rb = 0, gg = 0, gb = 0, bb = 0;
        foreach (uint colour in colours)
        {
            double x = od[(byte)colour], y = od[(byte)(colour >> 8)], z = od[(byte)(colour >> 16)];
            r += x;
            g += y;
            b += z;
            rr += x * x;
            rg += x * y;
            rb += x * z;
            gg += y * y;
            gb += y * z;
            bb += z * z;
        }

        return [colours.Length, r, g, b, rr, rg, rb, gg, gb, bb];
    }
}
