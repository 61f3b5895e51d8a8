using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>Scales square patches, columns first.</summary>
internal static class PatchScaling
{
    public static Raster<byte> To(Raster<byte> patch, int side)
    {
        (int First, double[] Weights)[] taps = Enumerable.Range(0, side).Select(i => Taps(i, patch.Width, side)).ToArray();
        var result = new Raster<byte>(side, side, patch.Channels);
        double[] column = new double[patch.Height];
        for (int channel = 0; channel < patch.Channels; channel++)
        {
            for (int x = 0; x < side; x++)
            {
                for (int y = 0; y < column.Length; y++)
                {
                    column[y] = Weighted(taps[x], at => patch[at, y, channel]);
                }

                for (int y = 0; y < side; y++)
                {
                    result[x, y, channel] = (byte)Math.Clamp(Math.Round(Weighted(taps[y], at => column[at])), 0, 255);
                }
            }
        }

        return result;
    }

    /// <summary>A triangle as wide as two new pixels or two old ones, whichever is more; cut at the edge and summing to 1.</summary>
    private static (int First, double[] Weights) Taps(int pixel, int from, int to)
    {
        double scale = (double)from / to, centre = ((pixel + 0.5) * scale) - 0.5, reach = Math.Max(1, scale);
        int first = Math.Max(0, (int)Math.Ceiling(centre - reach)), last = Math.Min(from - 1, (int)Math.Floor(centre + reach));
        double[] weights = Enumerable.Range(first, last - first + 1).Select(at => Math.Max(0, 1 - (Math.Abs(at - centre) / reach))).ToArray();
        double total = weights.Sum();
        return (first, Array.ConvertAll(weights, weight => weight / total));
    }

    private static double Weighted((int First, double[] Weights) taps, Func<int, double> sample)
    {
        double sum = 0;
        for (int i = 0; i < taps.Weights.Length; i++)
        {
            sum += taps.Weights[i] * sample(taps.First + i);
        }

        return sum;
    }
}
