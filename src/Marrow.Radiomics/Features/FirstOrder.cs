namespace Marrow.Radiomics;

/// <summary>
/// Statistics of the N grey values x of a region, wherever they lie. μ is their mean, m₂ m₃ m₄ their central moments (divided by N);
/// percentiles by linear interpolation between ranks; p(i) is the share of grey level i after binning.
/// </summary>
internal static class FirstOrder
{
    private const string Constant = "all grey values are equal";
    private const string FewerBins = "the bins are too narrow";
    private const string NoneBetween = "no grey value lies between the 10th and the 90th percentile";

    public static IReadOnlyList<FeatureDefinition> Definitions { get; } =
    [
        Define("10Percentile", "stat_p10 QG58", "10th percentile of x"),
        Define("90Percentile", "stat_p90 8DWT", "90th percentile of x"),
        Define("Energy", "stat_energy N8CA", "Σ x²"),
        Define("Entropy", "ih_entropy TLU2", "−Σ p(i)·log2 p(i)", FewerBins),
        Define("InterquartileRange", "stat_iqr SALO", "75th − 25th percentile"),
        Define("Kurtosis", "stat_kurt IPH6 plus 3", "m₄ / m₂²", Constant),
        Define("Maximum", "stat_max 84IY", "max x"),
        Define("MeanAbsoluteDeviation", "stat_mad 4FUA", "Σ |x − μ| / N"),
        Define("Mean", "stat_mean Q4LE", "μ = Σ x / N"),
        Define("Median", "stat_median Y12H", "50th percentile of x"),
        Define("Minimum", "stat_min 1GSF", "min x"),
        Define("Range", "stat_range 2OJQ", "max x − min x"),
        Define("RobustMeanAbsoluteDeviation", "stat_rmad 1128", "mean |x − μ'| over the x from the 10th to the 90th percentile, μ' their mean", NoneBetween),
        Define("RootMeanSquared", "stat_rms 5ZWQ", "√(Σ x² / N)"),
        Define("Skewness", "stat_skew KE2A", "m₃ / m₂^1.5", Constant),
        Define("TotalEnergy", "stat_energy N8CA times the voxel's size", "voxel size · Σ x²"),
        Define("Uniformity", "ih_uniformity BJ5W", "Σ p(i)²", FewerBins),
        Define("Variance", "stat_var ECT3", "m₂ = Σ (x − μ)² / N"),
        Define("MedianAbsoluteDeviation", "stat_medad N72L", "Σ |x − median| / N") with { IsStandard = false },
        Define("CoefficientOfVariation", "stat_cov 7TET", "√m₂ / μ", "the mean is 0") with { IsStandard = false },
        Define("QuartileCoefficientOfDispersion", "stat_qcod 9S40", "(p75 − p25) / (p75 + p25)", "the quartiles' sum is 0") with { IsStandard = false },
    ];


    /// <summary>The features in the order of <see cref="Definitions"/>; NaN where undefined.</summary>
    /// <param name="voxels">At least one finite grey value.</param>
    /// <param name="levels">The same values in bins, or null where they have none.</param>
    /// <param name="voxelSize">The size of one voxel.</param>
    public static double[] Measure(double[] voxels, GreyLevels? levels, double voxelSize)
    {
        Moments moments = Moments.Of(voxels);
        double[] ranks = Ranks.Percentiles(voxels, (moments.Minimum, moments.Maximum), 10, 25, 50, 75, 90);
        (double p10, double p25, double p50, double p75, double p90) = (ranks[0], ranks[1], ranks[2], ranks[3], ranks[4]);
        long[]? counts = levels?.Counts.Select(count => (long)count).ToArray();
        double n = voxels.Length;
        return
        [
            p10, p90, moments.SumOfSquares,
            counts is null ? double.NaN : CountLog.Entropy(counts.Sum(CountLog.Times), voxels.Length),
            p75 - p25, moments.Fourth / (moments.Second * moments.Second), moments.Maximum, moments.MeanDeviation,
            moments.Mean, p50, moments.Minimum, moments.Maximum - moments.Minimum, Moments.RobustDeviation(voxels, p10, p90),
            Math.Sqrt(moments.SumOfSquares / n), moments.Third / Math.Pow(moments.Second, 1.5), voxelSize * moments.SumOfSquares,
            counts?.Sum(count => count / n * (count / n)) ?? double.NaN, moments.Second,
            Moments.MeanDistance(voxels, p50), Ratio(Math.Sqrt(moments.Second), moments.Mean), Ratio(p75 - p25, p75 + p25),
        ];
    }

    private static double Ratio(double part, double whole) => whole == 0 ? double.NaN : part / whole;

    private static FeatureDefinition Define(string name, string ibsi, string formula, string undefined = "") =>
        new(FeatureFamily.FirstOrder, name, ibsi, formula, undefined);
}
