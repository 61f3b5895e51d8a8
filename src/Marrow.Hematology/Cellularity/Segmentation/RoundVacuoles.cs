using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// The size of the bright objects that are round and lie alone: at any magnification these are vacuoles that touch no other,
/// while clefts, clusters and glass are not round.
/// </summary>
internal static class RoundVacuoles
{
    // Fewer are too few to tell; smaller ones, in pixels, have no shape.
    private const int Fewest = 5, LeastArea = 8;

    // The disc inside has at least this share of the radius of the disc of the same area.
    private const double LeastRoundness = 0.65;

    // Where they cover more of the picture, it is fat tissue, whose adipocytes are larger than those of marrow.
    private const double MostShare = 0.25;

    /// <summary>The median radius in pixels, weighted by area; 0 where there are too few, and where the picture is fat tissue.</summary>
    /// <param name="bright">What is bright, tile by tile.</param>
    public static double Radius(IReadOnlyList<Mask> bright)
    {
        double[] radii = [.. bright.SelectMany(Radii).Order()];
        double squares = radii.Sum(radius => radius * radius), seen = 0;
        bool isFatTissue = Math.PI * squares > MostShare * bright.Sum(tile => (double)tile.Values.Length);
        return radii.Length < Fewest || isFatTissue ? 0 : radii.First(radius => (seen += radius * radius) >= squares / 2);
    }

    private static IEnumerable<double> Radii(Mask bright)
    {
        (LabelMap labels, int count) = ConnectedComponents.Label(bright);
        int[] squared = DistanceTransform.Squared(bright), depths = new int[count + 1];
        for (int i = 0; i < squared.Length; i++)
        {
            int label = labels.Labels[i];
            depths[label] = Math.Max(depths[label], squared[i]);
        }

        Hill[] hills = HillMeasures.Measure(labels, count, new Mask(bright.Width, bright.Height));
        for (int label = 1; label <= count; label++)
        {
            Hill hill = hills[label];
            bool isWhole = hill.Left > 0 && hill.Top > 0 && hill.Right + 1 < bright.Width && hill.Bottom + 1 < bright.Height;
            double radius = Math.Sqrt(hill.Area / Math.PI);
            if (isWhole && hill.Area >= LeastArea && Math.Sqrt(depths[label]) >= LeastRoundness * radius)
            {
                yield return radius;
            }
        }
    }
}
