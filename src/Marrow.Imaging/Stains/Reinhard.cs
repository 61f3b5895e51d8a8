namespace Marrow.Imaging;

/// <summary>Matches the mean and spread of CIELAB channels (Reinhard et al., 2001; modified: Roy et al., 2021).</summary>
internal static class Reinhard
{
    /// <summary>Statistics over the mask, or without one over all pixels that are neither background nor black.</summary>
    public static StainFinding Measure(byte[] rgb, byte[]? mask, StainOptions options)
    {
        var density = new OpticalDensity(options.TransmittedLight, options.Beta);
        int pixels = rgb.Length / 3;
        double[][] parts = new double[PixelChunks.Count(pixels)][];
        PixelChunks.Run(pixels, options.Threads, (chunk, start, end) => parts[chunk] = Sum(rgb, mask, density, (start, end)));
        double[] sums = new double[7];
        foreach (double[] part in parts)
        {
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += part[i];
            }
        }

        double n = sums[0];
        double[] means = [sums[1] / n, sums[2] / n, sums[3] / n];
        double[] deviations = [.. means.Select((mean, i) => Math.Sqrt(Math.Max(0, (sums[4 + i] / n) - (mean * mean))))];
        return !deviations.All(value => value > 1e-4)
            ? StainFinding.Refuse("all tissue pixels have one colour")
            : StainFinding.Of(new StainStatistics
            {
                Method = options.Method,
                Convention = options.Convention,
                Stains = options.Stains,
                TransmittedLight = options.TransmittedLight,
                Lab = new LabStatistics(means, deviations),
                TissuePixels = (long)n,
            });
    }

    private static double[] Sum(byte[] rgb, byte[]? mask, OpticalDensity density, (int Start, int End) range)
    {
        double[] sums = new double[7];
        for (int pixel = range.Start; pixel < range.End; pixel++)
        {
            int r = rgb[pixel * 3], g = rgb[(pixel * 3) + 1], b = rgb[(pixel * 3) + 2];
            if (mask is null ? density.IsBackground(r, g, b) || (r | g | b) <= OpticalDensity.Black : mask[pixel] == 0)
            {
                continue;
            }

            (double l, double a, double bb) = CieLab.Of(r, g, b);
            sums[0]++;
            (sums[1], sums[2], sums[3]) = (sums[1] + l, sums[2] + a, sums[3] + bb);
            (sums[4], sums[5], sums[6]) = (sums[4] + (l * l), sums[5] + (a * a), sums[6] + (bb * bb));
        }

        return sums;
    }
}
