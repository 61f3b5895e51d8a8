using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Marrow.Imaging;

/// <summary>Finds two stain vectors: the robust extremes of the angle in the plane of the two strongest directions of density (Macenko et al., 2009).</summary>
internal static class Macenko
{
    /// <summary>The two vectors in no order, length 1, or null where the tissue spans no plane.</summary>
    /// <param name="mask">Limits the pixels where not null.</param>
    public static (StainVector A, StainVector B)? Vectors(byte[] rgb, OpticalDensity density, byte[]? mask, StainOptions options)
    {
        double[,] covariance = DensityMoments.Measure(rgb, density, mask, options.Threads).Covariance();
        (double Value, StainVector Vector)[] eigen = SymmetricMatrix3.Eigen(covariance);
        if (!(eigen[1].Value > StainPlausibility.SmallestSpread))
        {
            return null;
        }

        // x along the second direction, y along the strongest: the data then lie around +90°, far from where atan2 jumps.
        var plane = new PairTable(density, eigen[1].Vector, eigen[0].Vector);
        var angles = new AnglePass(rgb, density, plane, mask);
        long[] counts = angles.Count(options.Threads);
        RankSearch low = RankSearch.Seek(counts, options.Alpha), high = RankSearch.Seek(counts, 100 - options.Alpha);
        angles.Collect(low, high, options.Threads);
        StainVector Direction(double angle) =>
            eigen[1].Vector.Scaled(Math.Cos(angle)).Plus(eigen[0].Vector.Scaled(Math.Sin(angle)));
        return (Direction(low.Value(AnglePass.Unfold)), Direction(high.Value(AnglePass.Unfold)));
    }

    /// <summary>Walks the tissue pixels' angles, as a number that grows with the angle and needs no arc tangent: 1 − x/(|x|+|y|), with the sign of y.</summary>
    private sealed class AnglePass(byte[] rgb, OpticalDensity density, PairTable plane, byte[]? mask)
    {
        private const double Low = -2, BinsPerUnit = RankSearch.Bins / 4.0;

        /// <summary>The angle in radians of a folded one.</summary>
        public static double Unfold(double folded)
        {
            double x = 1 - Math.Abs(folded);
            return Math.CopySign(Math.Atan2(1 - Math.Abs(x), x), folded);
        }

        public long[] Count(int threads)
        {
            long[] total = new long[RankSearch.Bins];
            PixelChunks.Run(rgb.Length / 3, threads, (_, start, end) =>
            {
                int[] counts = new int[RankSearch.Bins];
                for (int pixel = start; pixel < end; pixel++)
                {
                    if (TryFold(pixel, out double folded))
                    {
                        counts[RankSearch.Bin(folded, Low, BinsPerUnit)]++;
                    }
                }

                lock (total)
                {
                    for (int bin = 0; bin < counts.Length; bin++)
                    {
                        total[bin] += counts[bin];
                    }
                }
            });
            return total;
        }

        public void Collect(RankSearch low, RankSearch high, int threads) => PixelChunks.Run(rgb.Length / 3, threads, (_, start, end) =>
        {
            List<double> lows = [], highs = [];
            for (int pixel = start; pixel < end; pixel++)
            {
                if (TryFold(pixel, out double folded))
                {
                    int bin = RankSearch.Bin(folded, Low, BinsPerUnit);
                    if (bin >= low.FirstBin && bin <= low.LastBin)
                    {
                        lows.Add(folded);
                    }

                    if (bin >= high.FirstBin && bin <= high.LastBin)
                    {
                        highs.Add(folded);
                    }
                }
            }

            low.Add(lows);
            high.Add(highs);
        });

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private bool TryFold(int pixel, out double folded)
        {
            int i = pixel * 3;
            int r = rgb[i], g = rgb[i + 1], b = rgb[i + 2];
            folded = 0;
            if (!density.IsTissue(r, g, b) || (mask is not null && mask[pixel] == 0))
            {
                return false;
            }

            Vector128<double> point = plane.Of(r, g, b);
            double x = point.ToScalar(), y = point.GetElement(1);
            folded = Math.CopySign(1 - (x / (Math.Abs(x) + Math.Abs(y))), y);
            return true;
        }
    }
}
