using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// How far two outlines lie apart, in pixels. An outline is every inside pixel with a side neighbour outside; the picture's edge counts as outside.
/// </summary>
/// <param name="MeanDistance">Average symmetric surface distance: the mean over both outlines of the distance to the other one.</param>
/// <param name="Hausdorff95">The larger of the two directed 95th percentiles.</param>
/// <param name="BoundaryF1">Harmonic mean of the shares of either outline that lie within the tolerance of the other (Csurka et al. 2013), 0 to 1.</param>
public sealed record SurfaceAgreement(double MeanDistance, double Hausdorff95, double BoundaryF1)
{
    /// <summary>Compares two masks of the same size; null where one of them is empty, for then there is no distance.</summary>
    /// <param name="tolerance">In pixels, at least 0.</param>
    public static SurfaceAgreement? Between(Mask reference, Mask predicted, double tolerance)
    {
        Mask truth = Outline(reference), guess = Outline(predicted);
        if (truth.Count() == 0 || guess.Count() == 0)
        {
            return null;
        }

        double[] fromTruth = Distances(truth, guess), fromGuess = Distances(guess, truth);
        double recall = Share(fromTruth, tolerance), precision = Share(fromGuess, tolerance);
        return new SurfaceAgreement(
            (fromTruth.Sum() + fromGuess.Sum()) / (fromTruth.Length + fromGuess.Length),
            Math.Max(Quantile.Of(fromTruth, 0.95), Quantile.Of(fromGuess, 0.95)),
            precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall));
    }

    private static double Share(double[] distances, double tolerance) => (double)distances.Count(distance => distance <= tolerance) / distances.Length;

    // Distances of one outline's pixels to the nearest pixel of the other.
    private static double[] Distances(Mask from, Mask to)
    {
        int[] squared = DistanceTransform.Squared(BinaryMorphology.Invert(to));
        List<double> found = [];
        for (int i = 0; i < squared.Length; i++)
        {
            if (from.Values[i] != 0)
            {
                found.Add(Math.Sqrt(squared[i]));
            }
        }

        return [.. found];
    }

    private static Mask Outline(Mask mask)
    {
        var outline = new Mask(mask.Width, mask.Height);
        for (int y = 0; y < mask.Height; y++)
        {
            for (int x = 0; x < mask.Width; x++)
            {
                bool isInner = x > 0 && y > 0 && x < mask.Width - 1 && y < mask.Height - 1
                    && mask[x - 1, y] && mask[x + 1, y] && mask[x, y - 1] && mask[x, y + 1];
                outline[x, y] = mask[x, y] && !isInner;
            }
        }

        return outline;
    }
}
