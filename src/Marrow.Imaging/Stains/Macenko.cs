namespace Marrow.Imaging;

/// <summary>Finds two stain vectors: the robust extremes of the angle in the plane of the two strongest directions of density (Macenko et al., 2009).</summary>
internal static class Macenko
{
    /// <summary>The two vectors in no order, length 1, or null where the tissue spans no plane.</summary>
    public static (StainVector A, StainVector B)? Vectors(TissuePixels tissue, OpticalDensity density, StainOptions options)
    {
        double[,] covariance = DensityMoments.Measure(tissue, density, options.Threads).Covariance();
        (double Value, StainVector Vector)[] eigen = SymmetricMatrix3.Eigen(covariance);
        if (!(eigen[1].Value > StainPlausibility.SmallestSpread))
        {
            return null;
        }

        // x along the second direction, y along the strongest: the data then lie around +90°, far from where the angle jumps.
        var angles = new AngleSearch(tissue, density, (eigen[1].Vector, eigen[0].Vector));
        (double low, double high) = angles.Percentiles(options.Alpha, options.Threads);
        StainVector Direction(double angle) =>
            eigen[1].Vector.Scaled(Math.Cos(angle)).Plus(eigen[0].Vector.Scaled(Math.Sin(angle)));
        return (Direction(low), Direction(high));
    }
}
