namespace Marrow.Imaging;

/// <summary>How many pixels are tissue or black, and which shares of the tissue have colours that no stain of the pair has.</summary>
/// <param name="RedPen">Share with red absorbed far less than green, and blue nearly as much as green.</param>
/// <param name="GreenPen">Share where green is absorbed least.</param>
/// <param name="BluePen">Share with red absorbed far more than green; 0 where the first stain is blue itself.</param>
/// <param name="Gray">Share with all channels absorbed alike.</param>
internal sealed record TissueCensus(long Pixels, long Tissue, long Black, double RedPen, double GreenPen, double BluePen, double Gray)
{
    // Shares need no more than this many looks; the counts are complete.
    private const int Looks = 1 << 16;

    public static TissueCensus Take(TissuePixels tissue, OpticalDensity density, StainOptions options)
    {
        long[] counts = new long[4];
        List<uint> sample = tissue.Sample(Looks);
        foreach (uint colour in sample)
        {
            Judge(density.Values[(byte)colour], density.Values[(byte)(colour >> 8)], density.Values[(byte)(colour >> 16)], counts);
        }

        double seen = Math.Max(1, sample.Count);
        double blue = options.Stains == StainPair.Giemsa ? 0 : counts[2] / seen;
        return new TissueCensus(tissue.Pixels, tissue.Count, tissue.Black, counts[0] / seen, counts[1] / seen, blue, counts[3] / seen);
    }

    private static void Judge(double r, double g, double b, long[] counts)
    {
        counts[0] += r < 0.25 * g && b > 0.7 * g ? 1 : 0;
        bool green = r > 1.2 * g && b > 1.05 * g;
        counts[1] += green ? 1 : 0;
        counts[2] += !green && r > 1.5 * g ? 1 : 0;
        double most = Math.Max(r, Math.Max(g, b)), least = Math.Min(r, Math.Min(g, b));
        counts[3] += most - least < 0.2 * most ? 1 : 0;
    }
}
