namespace Marrow.Learning;

/// <summary>Means, variances and covariance of pairs, all with n in the denominator.</summary>
internal readonly record struct PairMoments(int Count, double TruthMean, double MeasuredMean, double TruthVariance, double MeasuredVariance, double Covariance)
{
    public double Correlation => Math.Clamp(Covariance / Math.Sqrt(TruthVariance * MeasuredVariance), -1, 1);

    /// <summary>Lin's concordance (1989): how near the pairs lie to the line of identity; NaN where both are one and the same constant.</summary>
    public double Concordance
    {
        get
        {
            double shift = TruthMean - MeasuredMean, whole = TruthVariance + MeasuredVariance + (shift * shift);
            return whole == 0 ? double.NaN : 2 * Covariance / whole;
        }
    }

    public static PairMoments Of(ReadOnlySpan<double> truth, ReadOnlySpan<double> measured)
    {
        double truthMean = Mean(truth), measuredMean = Mean(measured), xx = 0, yy = 0, xy = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double x = truth[i] - truthMean, y = measured[i] - measuredMean;
            xx += x * x;
            yy += y * y;
            xy += x * y;
        }

        return new PairMoments(truth.Length, truthMean, measuredMean, xx / truth.Length, yy / truth.Length, xy / truth.Length);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
