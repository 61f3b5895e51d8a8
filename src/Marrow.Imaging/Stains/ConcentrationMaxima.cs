using System.Runtime.Intrinsics;

namespace Marrow.Imaging;

/// <summary>The 99th percentiles of two linear functions of density over all pixels that are not black, exactly.</summary>
internal static class ConcentrationMaxima
{
    public const double Percentile = 99;

    public static (double First, double Second) Measure(byte[] rgb, PairTable table, int threads)
    {
        (Vector128<double> low, Vector128<double> high) = table.Range();
        Vector128<double> binsPerUnit = Vector128.Create((double)RankSearch.Bins) / Vector128.Max(high - low, Vector128.Create(double.Epsilon * 1e16));
        long[][] counts = Count(rgb, table, (low, binsPerUnit), threads);
        RankSearch first = RankSearch.Seek(counts[0], Percentile), second = RankSearch.Seek(counts[1], Percentile);
        PixelChunks.Run(rgb.Length / 3, threads, (_, start, end) =>
        {
            List<double> firsts = [], seconds = [];
            for (int i = start * 3; i < end * 3; i += 3)
            {
                if ((rgb[i] | rgb[i + 1] | rgb[i + 2]) <= OpticalDensity.Black)
                {
                    continue;
                }

                Vector128<double> value = table.Of(rgb[i], rgb[i + 1], rgb[i + 2]);
                Keep(value.ToScalar(), low.ToScalar(), binsPerUnit.ToScalar(), first, firsts);
                Keep(value.GetElement(1), low.GetElement(1), binsPerUnit.GetElement(1), second, seconds);
            }

            first.Add(firsts);
            second.Add(seconds);
        });
        return (first.Value(value => value), second.Value(value => value));
    }

    private static void Keep(double value, double low, double binsPerUnit, RankSearch search, List<double> kept)
    {
        int bin = RankSearch.Bin(value, low, binsPerUnit);
        if (bin >= search.FirstBin && bin <= search.LastBin)
        {
            kept.Add(value);
        }
    }

    private static long[][] Count(byte[] rgb, PairTable table, (Vector128<double> Low, Vector128<double> BinsPerUnit) scale, int threads)
    {
        long[][] total = [new long[RankSearch.Bins], new long[RankSearch.Bins]];
        PixelChunks.Run(rgb.Length / 3, threads, (_, start, end) =>
        {
            int[] first = new int[RankSearch.Bins], second = new int[RankSearch.Bins];
            for (int i = start * 3; i < end * 3; i += 3)
            {
                if ((rgb[i] | rgb[i + 1] | rgb[i + 2]) > OpticalDensity.Black)
                {
                    Vector128<double> value = table.Of(rgb[i], rgb[i + 1], rgb[i + 2]);
                    first[RankSearch.Bin(value.ToScalar(), scale.Low.ToScalar(), scale.BinsPerUnit.ToScalar())]++;
                    second[RankSearch.Bin(value.GetElement(1), scale.Low.GetElement(1), scale.BinsPerUnit.GetElement(1))]++;
                }
            }

            lock (total)
            {
                for (int bin = 0; bin < first.Length; bin++)
                {
                    total[0][bin] += first[bin];
                    total[1][bin] += second[bin];
                }
            }
        });
        return total;
    }
}
