namespace Marrow.Radiomics;

/// <summary>The mean of features over matrices; a matrix in which a feature is undefined (NaN) does not count for that feature.</summary>
internal sealed class FeatureMean(int features)
{
    private readonly double[] sums = new double[features];
    private readonly int[] counts = new int[features];

    public void Add(ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                sums[i] += values[i];
                counts[i]++;
            }
        }
    }

    /// <summary>The means; NaN where no matrix defined the feature.</summary>
    public double[] Means() => sums.Select((sum, i) => counts[i] > 0 ? sum / counts[i] : double.NaN).ToArray();
}
