using MathNet.Numerics.Distributions;

namespace Marrow.Learning;

/// <summary>Coefficients that are 1 only when both measurements are equal; null where they are undefined.</summary>
internal static class AgreementCoefficients
{
    /// <summary>Lin's concordance with the interval of his z transform (Lin 1989, corrected 2000).</summary>
    public static AgreementCoefficient? ConcordanceOf(PairMoments moments, double confidence)
    {
        double value = moments.Concordance;
        if (moments.Count < 2 || double.IsNaN(value))
        {
            return null;
        }

        double r = moments.Correlation;
        if (moments.Count < 3 || !(Math.Abs(r) > 0) || Math.Abs(value) >= 1)
        {
            return new AgreementCoefficient(value, null);
        }

        double shift = moments.MeasuredMean - moments.TruthMean, c2 = value * value;
        double u2 = shift * shift / Math.Sqrt(moments.TruthVariance * moments.MeasuredVariance);
        double variance = (((1 - (r * r)) * c2 / ((1 - c2) * r * r)) + (2 * c2 * value * (1 - value) * u2 / (r * (1 - c2) * (1 - c2)))
            - (c2 * c2 * u2 * u2 / (2 * r * r * (1 - c2) * (1 - c2)))) / (moments.Count - 2);
        if (!(variance >= 0))
        {
            return new AgreementCoefficient(value, null);
        }

        double half = Normal.InvCDF(0, 1, 0.5 + (confidence / 2)) * Math.Sqrt(variance);
        return new AgreementCoefficient(value, new ConfidenceInterval(Math.Tanh(Math.Atanh(value) - half), Math.Tanh(Math.Atanh(value) + half)));
    }

    /// <summary>
    /// ICC(2,1) of Shrout and Fleiss (1979), ICC(A,1) of McGraw and Wong (1996): two-way random effects, absolute agreement,
    /// single measurement; the interval is theirs.
    /// </summary>
    public static AgreementCoefficient? IntraclassOf(PairMoments moments, double confidence)
    {
        const int Raters = 2;
        int n = moments.Count;
        if (n < 2)
        {
            return null;
        }

        // With two raters the three mean squares follow from the moments.
        double subjects = n * (moments.TruthVariance + moments.MeasuredVariance + (2 * moments.Covariance)) / 2 / (n - 1);
        double error = n * (moments.TruthVariance + moments.MeasuredVariance - (2 * moments.Covariance)) / 2 / (n - 1);
        double shift = moments.MeasuredMean - moments.TruthMean, raters = n * shift * shift / 2;
        double whole = subjects + ((Raters - 1) * error) + (Raters * (raters - error) / n);
        if (whole == 0)
        {
            return null;
        }

        double value = (subjects - error) / whole;
        return new AgreementCoefficient(value, value < 1 ? Interval(value, n, (subjects, raters, error), confidence) : null);
    }

    private static ConfidenceInterval? Interval(double value, int n, (double Subjects, double Raters, double Error) squares, double confidence)
    {
        const int Raters = 2;
        double a = Raters * value / (n * (1 - value)), b = 1 + (Raters * value * (n - 1) / (n * (1 - value)));
        double mixed = (a * squares.Raters) + (b * squares.Error);
        double freedom = mixed * mixed
            / ((a * squares.Raters * a * squares.Raters / (Raters - 1)) + (b * squares.Error * b * squares.Error / ((n - 1) * (Raters - 1))));
        if (!(freedom > 0) || !double.IsFinite(freedom))
        {
            return null;
        }

        double tail = 0.5 + (confidence / 2);
        double f1 = FisherSnedecor.InvCDF(n - 1, freedom, tail), f2 = FisherSnedecor.InvCDF(freedom, n - 1, tail);
        double rest = (Raters * squares.Raters) + (((Raters * n) - Raters - n) * squares.Error);
        double low = n * (squares.Subjects - (f1 * squares.Error)) / ((f1 * rest) + (n * squares.Subjects));
        double high = n * ((f2 * squares.Subjects) - squares.Error) / (rest + (n * f2 * squares.Subjects));
        return new ConfidenceInterval(low, high);
    }
}
