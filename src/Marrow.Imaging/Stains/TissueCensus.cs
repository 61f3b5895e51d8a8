namespace Marrow.Imaging;

/// <summary>How many pixels are tissue or black, and which shares of the tissue have colours that no stain of the pair has.</summary>
/// <param name="RedPen">Share with red absorbed far less than green, and blue nearly as much as green.</param>
/// <param name="GreenPen">Share where green is absorbed least.</param>
/// <param name="BluePen">Share with red absorbed far more than green; 0 where the first stain is blue itself.</param>
/// <param name="Gray">Share with all channels absorbed alike.</param>
internal sealed record TissueCensus(long Pixels, long Tissue, long Black, double RedPen, double GreenPen, double BluePen, double Gray)
{
    // Shares need no more than this many looks; the count of tissue is complete.
    private const int Looks = 1 << 16;

    public static TissueCensus Take(byte[] rgb, OpticalDensity density, StainOptions options)
    {
        int pixels = rgb.Length / 3;
        int stride = Math.Max(1, pixels / Looks) | 1;
        long[][] parts = new long[PixelChunks.Count(pixels)][];
        PixelChunks.Run(pixels, options.Threads, (chunk, start, end) => parts[chunk] = Look(rgb, density, (start, end, stride)));
        long[] sum = new long[7];
        foreach (long[] part in parts)
        {
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += part[i];
            }
        }

        double seen = Math.Max(1, sum[2]);
        double blue = options.Stains == StainPair.Giemsa ? 0 : sum[5] / seen;
        return new TissueCensus(pixels, sum[0], sum[1], sum[3] / seen, sum[4] / seen, blue, sum[6] / seen);
    }

    private static long[] Look(byte[] rgb, OpticalDensity density, (int Start, int End, int Stride) range)
    {
        long tissue = 0, black = 0;
        for (int i = range.Start * 3; i < range.End * 3; i += 3)
        {
            tissue += density.IsTissue(rgb[i], rgb[i + 1], rgb[i + 2]) ? 1 : 0;
            black += (rgb[i] | rgb[i + 1] | rgb[i + 2]) <= OpticalDensity.Black ? 1 : 0;
        }

        long[] counts = [tissue, black, 0, 0, 0, 0, 0];
        int first = (range.Start + range.Stride - 1) / range.Stride * range.Stride;
        for (int i = first * 3; i < range.End * 3; i += range.Stride * 3)
        {
            if (density.IsTissue(rgb[i], rgb[i + 1], rgb[i + 2]))
            {
                counts[2]++;
                Judge(density.Values[rgb[i]], density.Values[rgb[i + 1]], density.Values[rgb[i + 2]], counts);
            }
        }

        return counts;
    }

    private static void Judge(double r, double g, double b, long[] counts)
    {
        counts[3] += r < 0.25 * g && b > 0.7 * g ? 1 : 0;
        bool green = r > 1.2 * g && b > 1.05 * g;
        counts[4] += green ? 1 : 0;
        counts[5] += !green && r > 1.5 * g ? 1 : 0;
        double most = Math.Max(r, Math.Max(g, b)), least = Math.Min(r, Math.Min(g, b));
        counts[6] += most - least < 0.2 * most ? 1 : 0;
    }
}
