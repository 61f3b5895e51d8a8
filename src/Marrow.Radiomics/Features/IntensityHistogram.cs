namespace Marrow.Radiomics;

/// <summary>
/// IBSI's intensity histogram features: statistics of the grey levels i after binning, n(i) pixels each, 1 to the greatest level.
/// The gradient of n is central, one-sided at both ends.
/// </summary>
internal static class IntensityHistogram
{
    private const string NoneBetween = "no level lies between the 10th and the 90th percentile";
    private const string OneLevel = "all pixels have the same grey level";
    private const string TwoLevels = "a gradient needs two grey levels";

    public static IReadOnlyList<FeatureDefinition> Definitions { get; } =
    [
        Define("Mean", "ih_mean X6K6", "μ = Σ i / N"),
        Define("Variance", "ih_var CH89", "Σ (i − μ)² / N"),
        Define("Skewness", "ih_skew 88K1", "third central moment / variance^1.5", OneLevel),
        Define("ExcessKurtosis", "ih_kurt C3I7", "fourth central moment / variance² − 3", OneLevel),
        Define("Median", "ih_median WIFQ", "50th percentile of i"),
        Define("Minimum", "ih_min 1PR8", "least i, 1 unless values were clipped"),
        Define("10Percentile", "ih_p10 GPMT", "10th percentile of i"),
        Define("90Percentile", "ih_p90 OZ0C", "90th percentile of i"),
        Define("Maximum", "ih_max 3NCY", "greatest i"),
        Define("Mode", "ih_mode AMMC", "most frequent i; of several, the one nearest the mean, and the lower of two"),
        Define("InterquartileRange", "ih_iqr WR0O", "75th − 25th percentile"),
        Define("Range", "ih_range 5Z3W", "greatest − least i"),
        Define("MeanAbsoluteDeviation", "ih_mad D2ZX", "Σ |i − μ| / N"),
        Define("RobustMeanAbsoluteDeviation", "ih_rmad WRZB", "mean |i − μ'| over i from the 10th to the 90th percentile, μ' their mean", NoneBetween),
        Define("MedianAbsoluteDeviation", "ih_medad 4RNL", "Σ |i − median| / N"),
        Define("CoefficientOfVariation", "ih_cov CWYJ", "standard deviation / μ"),
        Define("QuartileCoefficientOfDispersion", "ih_qcod SLWD", "(p75 − p25) / (p75 + p25)"),
        Define("MaximumGradient", "ih_max_grad 12CE", "greatest gradient of n(i)", TwoLevels),
        Define("MaximumGradientLevel", "ih_max_grad_g 8E6O", "the level of the greatest gradient", TwoLevels),
        Define("MinimumGradient", "ih_min_grad VQB3", "least gradient of n(i)", TwoLevels),
        Define("MinimumGradientLevel", "ih_min_grad_g RHQZ", "the level of the least gradient", TwoLevels),
    ];

    /// <summary>The features in the order of <see cref="Definitions"/>; NaN where undefined.</summary>
    public static double[] Measure(GreyLevels levels)
    {
        double[] values = levels.Levels.Select(level => (double)level).ToArray();
        Moments moments = Moments.Of(values);
        double[] ranks = Ranks.Percentiles(values, (moments.Minimum, moments.Maximum), 10, 25, 50, 75, 90);
        (double p10, double p25, double p50, double p75, double p90) = (ranks[0], ranks[1], ranks[2], ranks[3], ranks[4]);
        double mode = levels.Present.Zip(levels.Counts)
            .MaxBy(bin => (bin.Second, -Math.Abs(bin.First - moments.Mean), -bin.First)).First;
        double[] gradient = Gradient(levels);
        (double steepest, double falling) = gradient.Length > 0 ? (gradient.Max(), gradient.Min()) : (double.NaN, double.NaN);
        return
        [
            moments.Mean, moments.Second, moments.Third / Math.Pow(moments.Second, 1.5),
            (moments.Fourth / (moments.Second * moments.Second)) - 3, p50, moments.Minimum, p10, p90, moments.Maximum, mode,
            p75 - p25, moments.Maximum - moments.Minimum, moments.MeanDeviation,
            Moments.RobustDeviation(values, p10, p90), Moments.MeanDistance(values, p50),
            Math.Sqrt(moments.Second) / moments.Mean, (p75 - p25) / (p75 + p25),
            steepest, Level(gradient, steepest), falling, Level(gradient, falling),
        ];
    }

    private static double Level(double[] gradient, double value) =>
        gradient.Length > 0 ? Array.IndexOf(gradient, value) + 1 : double.NaN;

    private static double[] Gradient(GreyLevels levels)
    {
        double[] counts = new double[levels.Greatest];
        foreach ((int level, int count) in levels.Present.Zip(levels.Counts))
        {
            counts[level - 1] = count;
        }

        int last = counts.Length - 1;
        return last == 0 ? [] : Enumerable.Range(0, counts.Length).Select(i =>
            i == 0 ? counts[1] - counts[0] : i == last ? counts[last] - counts[last - 1] : (counts[i + 1] - counts[i - 1]) / 2).ToArray();
    }

    private static FeatureDefinition Define(string name, string ibsi, string formula, string undefined = "the bins are too narrow") =>
        new(FeatureFamily.Histogram, name, ibsi, formula, undefined, IsStandard: false);
}
