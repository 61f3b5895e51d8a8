namespace Marrow.Radiomics;

/// <summary>
/// The features of one symmetric co-occurrence matrix. For a symmetric matrix both marginals are the same, so HXY1 = HXY2 = 2·HX,
/// and Haralick's maximal correlation is an eigenvalue of a symmetric matrix.
/// </summary>
internal sealed class CooccurrenceFeatures
{
    private readonly CooccurrenceMatrix matrix;
    private readonly int[] levels;
    private readonly int greatest;
    private readonly long[] marginal;
    private readonly long[] sums;
    private readonly long[] differences;
    private readonly long total;
    private readonly double energy;
    private readonly double jointTimes;
    private readonly long joint;
    private readonly double product;

    public CooccurrenceFeatures(CooccurrenceMatrix matrix, TextureInput input)
    {
        (this.matrix, levels, greatest) = (matrix, input.Present, input.Greatest);
        marginal = new long[levels.Length];
        sums = new long[(2 * greatest) + 1];
        differences = new long[greatest];

        // Mirrored counts: the pair (a, b) counts c(a,b) + c(b,a) at both (a, b) and (b, a).
        for (int a = 0; a < levels.Length; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                long count = (long)matrix[a + 1, b + 1] + matrix[b + 1, a + 1];
                if (count == 0)
                {
                    continue;
                }

                int cells = a == b ? 1 : 2;
                marginal[a] += count;
                marginal[b] += a == b ? 0 : count;
                sums[levels[a] + levels[b]] += cells * count;
                differences[levels[a] - levels[b]] += cells * count;
                total += cells * count;
                energy += cells * ((double)count * count);
                jointTimes += cells * CountLog.Times(count);
                joint = Math.Max(joint, count);
                product += cells * (double)count * levels[a] * levels[b];
            }
        }
    }

    /// <summary>Writes the features in the order of <see cref="Glcm.Definitions"/>; all NaN without a pair.</summary>
    public void Fill(Span<double> features)
    {
        if (total == 0)
        {
            features.Fill(double.NaN);
            return;
        }

        double mean = Marginal((level, share) => share * level);
        double variance = Marginal((level, share) => share * (level - mean) * (level - mean));
        double differenceMean = Differences(k => k);
        (double hx, double hxy) = (CountLog.Entropy(Times(marginal), total), CountLog.Entropy(jointTimes, total));
        bool oneLevel = marginal.Count(count => count > 0) == 1;

        features[0] = product / total;
        features[1] = Sums(k => Math.Pow(k - (2 * mean), 4));
        features[2] = Sums(k => (k - (2 * mean)) * (k - (2 * mean)) * (k - (2 * mean)));
        features[3] = Sums(k => (k - (2 * mean)) * (k - (2 * mean)));
        features[4] = Differences(k => k * k);
        features[5] = oneLevel ? double.NaN : Covariance(mean) / variance;
        features[6] = differenceMean;
        features[7] = CountLog.Entropy(Times(differences), total);
        features[8] = Differences(k => (k - differenceMean) * (k - differenceMean));
        features[9] = Differences(k => 1 / (1 + k));
        features[10] = Differences(k => 1 / (1 + (k * k)));
        features[11] = Differences(k => 1 / (1 + (k * k / ((double)greatest * greatest))));
        features[12] = Differences(k => 1 / (1 + (k / greatest)));
        features[13] = oneLevel ? double.NaN : (hxy - (2 * hx)) / hx;
        features[14] = oneLevel ? double.NaN : Math.Sqrt(1 - Math.Exp(-2 * Math.Max(0, (2 * hx) - hxy)));
        features[15] = Differences(k => k > 0 ? 1 / (k * k) : 0);
        features[16] = mean;
        features[17] = energy / ((double)total * total);
        features[18] = hxy;
        features[19] = oneLevel ? double.NaN : MaximalCorrelation.Of(matrix, marginal);
        features[20] = (double)joint / total;
        features[21] = 2 * mean;
        features[22] = CountLog.Entropy(Times(sums), total);
        features[23] = variance;
    }

    private double Covariance(double mean)
    {
        double sum = 0;
        for (int a = 0; a < levels.Length; a++)
        {
            for (int b = 0; b < levels.Length; b++)
            {
                sum += ((double)matrix[a + 1, b + 1] + matrix[b + 1, a + 1]) * (levels[a] - mean) * (levels[b] - mean);
            }
        }

        return sum / total;
    }

    private double Marginal(Func<double, double, double> term)
    {
        double sum = 0;
        for (int i = 0; i < marginal.Length; i++)
        {
            sum += marginal[i] == 0 ? 0 : term(levels[i], (double)marginal[i] / total);
        }

        return sum;
    }

    private double Sums(Func<double, double> weight) => Weighted(sums, weight);

    private double Differences(Func<double, double> weight) => Weighted(differences, weight);

    private double Weighted(long[] counts, Func<double, double> weight)
    {
        double sum = 0;
        for (int k = 0; k < counts.Length; k++)
        {
            sum += counts[k] == 0 ? 0 : counts[k] * weight(k);
        }

        return sum / total;
    }

    private static double Times(long[] counts)
    {
        double sum = 0;
        foreach (long count in counts)
        {
            sum += CountLog.Times(count);
        }

        return sum;
    }
}
