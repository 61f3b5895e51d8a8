using MathNet.Numerics.Distributions;

namespace Marrow.Learning;

/// <summary>Quantiles of Student's t distribution to full precision.</summary>
internal static class StudentQuantile
{
    /// <summary>The value below which t lies with this probability, 0 to 1 exclusive.</summary>
    public static double Of(double probability, int freedom)
    {
        // MathNet's root finder stops at about nine digits; Newton's steps give the rest.
        double t = StudentT.InvCDF(0, 1, freedom, probability);
        for (int step = 0; step < 2; step++)
        {
            t -= (StudentT.CDF(0, 1, freedom, t) - probability) / StudentT.PDF(0, 1, freedom, t);
        }

        return t;
    }
}
