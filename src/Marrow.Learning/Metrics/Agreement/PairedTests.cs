using MathNet.Numerics.Distributions;

namespace Marrow.Learning;

/// <summary>The classical tests on pairs; each is null where it is undefined.</summary>
internal static class PairedTests
{
    public static PairedTTest? StudentOf(SampleSummary differences)
    {
        if (differences.SampleDeviation is not > 0)
        {
            return null;
        }

        int freedom = differences.Count - 1;
        double t = differences.Mean!.Value / (differences.SampleDeviation.Value / Math.Sqrt(differences.Count));
        return new PairedTTest(t, freedom, TwoSided(t, freedom));
    }

    public static PearsonCorrelation? PearsonOf(PairMoments moments, double confidence)
    {
        if (moments.Count < 3 || moments.TruthVariance <= 0 || moments.MeasuredVariance <= 0)
        {
            return null;
        }

        double r = moments.Correlation;
        int freedom = moments.Count - 2;
        double p = Math.Abs(r) >= 1 ? 0 : TwoSided(r * Math.Sqrt(freedom / ((1 - r) * (1 + r))), freedom);
        double half = moments.Count < 4 ? 0 : Normal.InvCDF(0, 1, 0.5 + (confidence / 2)) / Math.Sqrt(moments.Count - 3);
        double z = Math.Atanh(r);
        ConfidenceInterval? interval = moments.Count < 4 || !double.IsFinite(z) ? null : new ConfidenceInterval(Math.Tanh(z - half), Math.Tanh(z + half));
        return new PearsonCorrelation(r, r * r, p, interval);
    }

    public static EquivalenceTest? EquivalenceOf(SampleSummary differences, AgreementOptions options)
    {
        if (differences.SampleDeviation is not > 0)
        {
            return null;
        }

        double error = differences.SampleDeviation.Value / Math.Sqrt(differences.Count), mean = differences.Mean!.Value;
        int freedom = differences.Count - 1;
        double lower = StudentT.CDF(0, 1, freedom, -(mean + options.Margin) / error), upper = StudentT.CDF(0, 1, freedom, (mean - options.Margin) / error);
        return new EquivalenceTest(options.Margin, lower, upper, Math.Max(lower, upper) < 1 - options.Confidence);
    }

    private static double TwoSided(double t, int freedom) => 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(t));
}
