using MathNet.Numerics.LinearAlgebra;

namespace Marrow.Radiomics;

/// <summary>
/// Haralick's maximal correlation coefficient: the root of the second greatest eigenvalue of Q(i,j) = Σk p(i,k)p(j,k) / (p(i)p(k)).
/// For a symmetric p, Q is similar to B² with B(i,j) = p(i,j)/√(p(i)p(j)); B's greatest eigenvalue is 1 with eigenvector √p(i),
/// so the answer is the greatest |eigenvalue| of B − √p √pᵀ.
/// </summary>
internal static class MaximalCorrelation
{
    /// <param name="matrix">Ordered pair counts.</param>
    /// <param name="marginal">Mirrored pair count of each level; levels with 0 take no part.</param>
    public static double Of(CooccurrenceMatrix matrix, long[] marginal)
    {
        int[] used = Enumerable.Range(0, marginal.Length).Where(i => marginal[i] > 0).ToArray();
        double total = marginal.Sum();
        Matrix<double> rest = Matrix<double>.Build.Dense(used.Length, used.Length, (row, column) =>
        {
            (int a, int b) = (used[row], used[column]);
            double root = Math.Sqrt((double)marginal[a] * marginal[b]);
            return (((double)matrix[a + 1, b + 1] + matrix[b + 1, a + 1]) / root) - (root / total);
        });
        return Math.Min(1, rest.Evd(Symmetricity.Symmetric).EigenValues.Max(value => value.Magnitude));
    }
}
