namespace Marrow.Imaging;

/// <summary>Eigenvectors of a symmetric 3×3 matrix by cyclic Jacobi rotations (Golub and Van Loan, 2013, §8.5); always the same sweep order.</summary>
internal static class SymmetricMatrix3
{
    private const int Sweeps = 32;

    /// <summary>Eigenvalues from largest to smallest, each with its unit eigenvector, whose components add up to something positive.</summary>
    public static (double Value, StainVector Vector)[] Eigen(double[,] matrix)
    {
        var a = (double[,])matrix.Clone();
        double[,] v = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            Rotate(a, v, 0, 1);
            Rotate(a, v, 0, 2);
            Rotate(a, v, 1, 2);
        }

        return [.. Enumerable.Range(0, 3)
            .Select(i => (a[i, i], TowardsPositive(new StainVector(v[0, i], v[1, i], v[2, i]).Unit())))
            .OrderByDescending(pair => pair.Item1)];
    }

    /// <summary>Turns the plane (p, q) so that a[p, q] vanishes.</summary>
    private static void Rotate(double[,] a, double[,] v, int p, int q)
    {
        if (a[p, q] == 0)
        {
            return;
        }

        double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        double t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double c = 1 / Math.Sqrt((t * t) + 1), s = t * c;
        for (int k = 0; k < 3; k++)
        {
            (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
        }

        for (int k = 0; k < 3; k++)
        {
            (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
            (v[k, p], v[k, q]) = ((c * v[k, p]) - (s * v[k, q]), (s * v[k, p]) + (c * v[k, q]));
        }
    }

    private static StainVector TowardsPositive(StainVector vector) => vector.R + vector.G + vector.B < 0 ? vector.Scaled(-1) : vector;
}
