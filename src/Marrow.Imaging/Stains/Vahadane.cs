namespace Marrow.Imaging;

/// <summary>
/// Two stain vectors by sparse non-negative factorization of the densities (Vahadane et al., 2016): concentrations by the closed form of
/// <see cref="SparseConcentrations"/>, vectors by block coordinate descent on the collected products (Mairal et al., 2009), in turn, from the published pair on.
/// Runs on an even subsample of the tissue; no randomness.
/// </summary>
internal static class Vahadane
{
    private const int MostPixels = 1 << 16;
    private const int MostRounds = 200;
    private const double Settled = 1e-7;

    public static (StainVector A, StainVector B)? Vectors(TissuePixels tissue, OpticalDensity density, StainOptions options)
    {
        StainVector[] samples = Samples(tissue, density);
        if (samples.All(sample => sample == samples[0]))
        {
            return null;
        }

        (StainVector first, StainVector second) = PublishedStains.Vectors(options.Stains);
        for (int round = 0; round < MostRounds; round++)
        {
            var stains = new StainMatrix(first, second);
            (StainVector a, StainVector b) = Improve(stains, samples, options.Sparsity);
            double moved = a.Plus(first.Scaled(-1)).Length + b.Plus(second.Scaled(-1)).Length;
            (first, second) = (a, b);
            if (moved < Settled)
            {
                break;
            }
        }

        return (first, second);
    }

    /// <summary>99th percentiles of the sparse concentrations over an even subsample of all pixels that are not black.</summary>
    public static double[] Maxima(byte[] rgb, OpticalDensity density, StainMatrix matrix, StainOptions options)
    {
        var solve = new SparseConcentrations(matrix, options.Sparsity);
        int pixels = rgb.Length / 3, stride = Math.Max(1, pixels / (8 * MostPixels)) | 1;
        List<double> first = [], second = [];
        for (int i = 0; i < rgb.Length; i += stride * 3)
        {
            if ((rgb[i] | rgb[i + 1] | rgb[i + 2]) > OpticalDensity.Black)
            {
                (double a, double b) = solve.Of(new StainVector(density.Values[rgb[i]], density.Values[rgb[i + 1]], density.Values[rgb[i + 2]]));
                first.Add(a);
                second.Add(b);
            }
        }

        return [Percentile99(first), Percentile99(second)];
    }

    private static double Percentile99(List<double> values)
    {
        values.Sort();
        double rank = (values.Count - 1) * 0.99;
        int below = (int)rank, above = Math.Min(below + 1, values.Count - 1);
        return values[below] + ((values[above] - values[below]) * (rank - below));
    }

    private static StainVector[] Samples(TissuePixels tissue, OpticalDensity density) =>
        [.. tissue.Sample(MostPixels).Select(colour =>
            new StainVector(density.Values[(byte)colour], density.Values[(byte)(colour >> 8)], density.Values[(byte)(colour >> 16)]))];

    /// <summary>One round: concentrations for the vectors, then each vector for the concentrations, clipped at 0 and brought to length 1.</summary>
    private static (StainVector First, StainVector Second) Improve(StainMatrix stains, StainVector[] samples, double sparsity)
    {
        var solve = new SparseConcentrations(stains, sparsity);
        double aa = 0, ab = 0, bb = 0;
        StainVector da = default, db = default;
        foreach (StainVector sample in samples)
        {
            (double a, double b) = solve.Of(sample);
            (aa, ab, bb) = (aa + (a * a), ab + (a * b), bb + (b * b));
            (da, db) = (da.Plus(sample.Scaled(a)), db.Plus(sample.Scaled(b)));
        }

        StainVector first = Descend(stains.First, da.Plus(stains.First.Scaled(-aa)).Plus(stains.Second.Scaled(-ab)), aa);
        StainVector second = Descend(stains.Second, db.Plus(first.Scaled(-ab)).Plus(stains.Second.Scaled(-bb)), bb);
        return (first, second);
    }

    /// <summary>The vector moved against its gradient; a stain that no pixel carries stays where it is.</summary>
    private static StainVector Descend(StainVector vector, StainVector slope, double weight)
    {
        if (!(weight > 0))
        {
            return vector;
        }

        StainVector moved = vector.Plus(slope.Scaled(1 / weight));
        StainVector clipped = new(Math.Max(0, moved.R), Math.Max(0, moved.G), Math.Max(0, moved.B));
        return clipped.Length > 0 ? clipped.Unit() : vector;
    }
}
