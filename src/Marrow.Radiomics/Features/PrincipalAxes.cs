namespace Marrow.Radiomics;

/// <summary>The eigenvalues of the covariance of a region's pixel centres.</summary>
internal static class PrincipalAxes
{
    /// <returns>The greater and the smaller eigenvalue, neither below 0, in squared units of the spacing.</returns>
    public static (double Major, double Minor) Of(RegionPlane plane, PixelSpacing spacing)
    {
        // Whole-number sums are exact, so that a straight line has a second eigenvalue of exactly 0.
        long n = 0, sx = 0, sy = 0;
        Int128 sxx = 0, sxy = 0, syy = 0;
        for (int y = 0; y < plane.Height; y++)
        {
            long count = 0, along = 0, squares = 0;
            ReadOnlySpan<byte> row = plane.Inside.AsSpan(y * plane.Width, plane.Width);
            for (int x = 0; x < row.Length; x++)
            {
                long inside = row[x];
                count += inside;
                along += inside * x;
                squares += inside * x * x;
            }

            n += count;
            sx += along;
            sy += count * y;
            sxx += squares;
            sxy += (Int128)along * y;
            syy += (Int128)count * y * y;
        }

        double area = (double)n * n;
        double xx = (double)((n * sxx) - ((Int128)sx * sx)) / area * spacing.X * spacing.X;
        double xy = (double)((n * sxy) - ((Int128)sx * sy)) / area * spacing.X * spacing.Y;
        double yy = (double)((n * syy) - ((Int128)sy * sy)) / area * spacing.Y * spacing.Y;
        double middle = (xx + yy) / 2, spread = Math.Sqrt(((xx - yy) * (xx - yy) / 4) + (xy * xy));

        // The smaller from the determinant: the difference middle − spread would lose its digits.
        double major = middle + spread;
        return (major, major > 0 ? Math.Max(0, ((xx * yy) - (xy * xy)) / major) : 0);
    }
}
