namespace Marrow.Imaging;

/// <summary>Count, sums and products of the optical densities of tissue pixels, added up chunk by chunk in a fixed order.</summary>
internal sealed class DensityMoments
{
    // n, then the sums of R G B, then of RR RG RB GG GB BB.
    private readonly double[] _sums;

    private DensityMoments(double[] sums) => _sums = sums;

    public long Count => (long)_sums[0];

    /// <param name="mask">Limits the pixels where not null: 1 for each pixel that may count.</param>
    public static DensityMoments Measure(byte[] rgb, OpticalDensity density, byte[]? mask, int threads)
    {
        int pixels = rgb.Length / 3;
        double[][] parts = new double[PixelChunks.Count(pixels)][];
        PixelChunks.Run(pixels, threads, (chunk, start, end) =>
            parts[chunk] = Sum(rgb.AsSpan(start * 3, (end - start) * 3), density, mask is null ? default : mask.AsSpan(start, end - start)));
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

    private static double[] Sum(ReadOnlySpan<byte> rgb, OpticalDensity density, ReadOnlySpan<byte> mask)
    {
        ReadOnlySpan<double> od = density.Values;
        long n = 0;
        double r = 0, g = 0, b = 0, rr = 0, rg = 0, rb = 0, gg = 0, gb = 0, bb = 0;
        for (int i = 0, pixel = 0; i + 2 < rgb.Length; i += 3, pixel++)
        {
            int red = rgb[i], green = rgb[i + 1], blue = rgb[i + 2];
            if (!density.IsTissue(red, green, blue) || (mask.Length > 0 && mask[pixel] == 0))
            {
                continue;
            }

            double x = od[red], y = od[green], z = od[blue];
            n++;
            (r, g, b) = (r + x, g + y, b + z);
            (rr, rg, rb) = (rr + (x * x), rg + (x * y), rb + (x * z));
            (gg, gb, bb) = (gg + (y * y), gb + (y * z), bb + (z * z));
        }

        return [n, r, g, b, rr, rg, rb, gg, gb, bb];
    }
}
