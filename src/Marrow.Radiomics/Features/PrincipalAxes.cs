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
            (long count, long along, long squares) = Row(plane.Inside.AsSpan(y * plane.Width, plane.Width));
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

    /// <summary>Of the pixels inside: how many, the sum of their x and of x², run by run in closed form.</summary>
    private static (long Count, long Along, long Squares) Row(ReadOnlySpan<byte> row)
    {
        (long count, long along, long squares) = (0, 0, 0);
        int end = 0;
        while (Runs.Next(row, (byte)1, ref end, out int first))
        {
            count += end - first;
            along += Below(end) - Below(first);
            squares += SquaresBelow(end) - SquaresBelow(first);
        }

        return (count, along, squares);

        static long Below(long end) => end * (end - 1) / 2;

        static long SquaresBelow(long end) => checked((end - 1) * end * ((2 * end) - 1) / 6);
    }
}
