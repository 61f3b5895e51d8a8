namespace Marrow.Radiomics;

/// <summary>
/// Features of the difference between a pixel's level and the mean level of its neighbours inside the region (Amadasun and King 1989).
/// p(i): share of level i among pixels that have a neighbour, N their number; s(i): summed differences; G: levels that occur.
/// </summary>
internal static class Ngtdm
{
    private const string NoDifference = "every pixel equals the mean of its neighbours, or has none";
    private const string OneLevel = "the pixels that have neighbours share one grey level, or there is none";

    public static IReadOnlyList<FeatureDefinition> Definitions { get; } =
    [
        Define("Busyness", "ngt_busyness NQ30", "Σ p(i)·s(i) / Σij |i·p(i) − j·p(j)|", OneLevel),
        Define("Coarseness", "ngt_coarseness QCDE", "1 / Σ p(i)·s(i)", NoDifference),
        Define("Complexity", "ngt_complexity HDEZ", "Σij |i−j|·(p(i)s(i) + p(j)s(j)) / (p(i)+p(j)) / N", "no two pixels of the region are neighbours"),
        Define("Contrast", "ngt_contrast 65HE", "Σij p(i)p(j)(i−j)² / (G(G−1)) · Σ s(i) / N", OneLevel),
        Define("Strength", "ngt_strength 1X9X", "Σij (p(i)+p(j))(i−j)² / Σ s(i)", NoDifference),
    ];

    /// <summary>The features in the order of <see cref="Definitions"/>, of one set of neighbourhood sums; NaN where undefined.</summary>
    public static double[] Values(NeighbourSums neighbours, int[] levels)
    {
        long total = neighbours.Counted.Sum();
        int[] used = Enumerable.Range(0, levels.Length).Where(i => neighbours.Counted[i] > 0).ToArray();
        double[] level = used.Select(i => (double)levels[i]).ToArray();
        double[] share = used.Select(i => (double)neighbours.Counted[i] / total).ToArray();
        double[] difference = used.Select(i => neighbours.Differences[i]).ToArray();
        double coarse = share.Zip(difference, (p, s) => p * s).Sum(), all = difference.Sum();
        (double busy, double complex, double contrast, double strength) = Pairs(level, share, difference);
        double groups = (double)used.Length * (used.Length - 1);
        return
        [
            used.Length > 1 && busy > 0 ? coarse / busy : double.NaN,
            coarse > 0 ? 1 / coarse : double.NaN,
            total > 0 ? complex / total : double.NaN,
            used.Length > 1 ? contrast / groups * all / total : double.NaN,
            all > 0 ? strength / all : double.NaN,
        ];
    }

    private static (double Busy, double Complex, double Contrast, double Strength) Pairs(double[] level, double[] share, double[] difference)
    {
        double busy = 0, complex = 0, contrast = 0, strength = 0;
        for (int a = 0; a < level.Length; a++)
        {
            for (int b = 0; b < a; b++)
            {
                double gap = level[a] - level[b], both = share[a] + share[b];
                busy += Math.Abs((level[a] * share[a]) - (level[b] * share[b]));
                complex += gap * ((share[a] * difference[a]) + (share[b] * difference[b])) / both;
                contrast += share[a] * share[b] * gap * gap;
                strength += both * gap * gap;
            }
        }

        // Each unordered pair stands for two ordered ones.
        return (2 * busy, 2 * complex, 2 * contrast, 2 * strength);
    }

    private static FeatureDefinition Define(string name, string ibsi, string formula, string undefined) =>
        new(FeatureFamily.Ngtdm, name, ibsi, formula, undefined);
}
