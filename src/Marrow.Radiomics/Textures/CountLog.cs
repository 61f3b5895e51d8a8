namespace Marrow.Radiomics;

/// <summary>
/// Entropies of counts: with p = c/N, −Σ p·log2 p = log2 N − (Σ c·log2 c)/N, so that one table of c·log2 c serves all matrices.
/// </summary>
internal static class CountLog
{
    private static readonly double[] Table = Enumerable.Range(0, 4096).Select(count => count == 0 ? 0 : count * Math.Log2(count)).ToArray();

    /// <summary>c·log2 c; 0 for 0.</summary>
    public static double Times(long count) => (ulong)count < (ulong)Table.Length ? Table[count] : count * Math.Log2(count);

    /// <summary>The entropy in bits, from Σ c·log2 c over the counts and their sum N; never below 0.</summary>
    public static double Entropy(double sumOfTimes, long total) => Math.Max(0, Math.Log2(total) - (sumOfTimes / total));
}
