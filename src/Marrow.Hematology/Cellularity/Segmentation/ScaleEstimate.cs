using System.Numerics.Tensors;
using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// How large things are where no file says so: from the thickness of nuclei, or, where nuclei are not resolved, from that of vacuoles.
/// Serves only to set the sizes of filters; it is never reported as a resolution.
/// </summary>
internal static class ScaleEstimate
{
    // Half the thickness of a fat vacuole in a section, in µm, as the measure below gives it.
    private const double VacuoleRadius = 38;

    // Vacuoles that cover this share of the tiles are believed before nuclei where the two differ by this factor;
    // by the lesser one where nuclei are so small that they are hardly resolved.
    private const double TrustedShare = 0.3, TrustedRatio = 5.5, HardlyResolved = 0.9, LesserRatio = 3.5;

    /// <summary>Microns per level-0 pixel.</summary>
    /// <param name="tiles">Brightness of textured places, see <see cref="TexturedTiles"/>.</param>
    public static double From(Raster<byte>[] tiles, Appearance appearance)
    {
        double? nuclei = NuclearScale.From(tiles, appearance);
        (double vacuole, double share) = BrightRadius(tiles, appearance);
        double fromVacuoles = vacuole > 0 ? VacuoleRadius / vacuole : 0, fromNuclei = nuclei ?? 0;
        bool vacuolesRule = nuclei is null || (share > TrustedShare && fromVacuoles > (fromNuclei > HardlyResolved ? LesserRatio : TrustedRatio) * fromNuclei);
        double scale = vacuolesRule && fromVacuoles > 0 ? fromVacuoles : fromNuclei;
        return scale > 0 ? Math.Clamp(scale, 0.1, 16) : 1;
    }

    /// <summary>The weighted median depth of bright objects that are not glass, and the share of the tiles that they cover.</summary>
    private static (double Radius, double Share) BrightRadius(Raster<byte>[] tiles, Appearance appearance)
    {
        double level = Appearance.White - (0.3 * appearance.Contrast);
        double largest = tiles.Max(tile => Math.Min(tile.Width, tile.Height)) / 5.0;
        var radii = tiles.SelectMany(tile => Depths(tile, value => value >= level, 1.9)).Where(r => r < largest).Select(r => (r, r * r)).ToList();
        double area = tiles.Sum(tile => (double)tile.Samples.Length);
        return (WeightedMedian(radii), Math.PI * radii.Sum(r => r.Item2) / area);
    }

    /// <summary>Local maxima of the distance transform of the chosen pixels, slightly smoothed so that ragged edges do not count.</summary>
    private static List<double> Depths(Raster<byte> tile, Predicate<double> chosen, double least)
    {
        var values = new float[tile.Samples.Length];
        TensorPrimitives.ConvertTruncating<byte, float>(tile.Samples, values);
        var scratch = new float[values.Length];
        GaussianFilter.Smooth(values, tile.Size, 0.7, (scratch, values));
        var mask = new Mask(tile.Width, tile.Height);
        for (int i = 0; i < values.Length; i++)
        {
            mask.Values[i] = chosen(values[i]) ? (byte)1 : (byte)0;
        }

        int[] squared = DistanceTransform.Squared(mask);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = squared[i] == DistanceTransform.Unbounded ? 0f : MathF.Sqrt(squared[i]);
        }

        GaussianFilter.Smooth(values, tile.Size, 0.7, (scratch, values));
        List<double> maxima = [];
        for (int y = 1; y + 1 < tile.Height; y++)
        {
            for (int x = 1; x + 1 < tile.Width; x++)
            {
                int i = (y * tile.Width) + x;
                if (values[i] >= least && IsPeak(values, i, tile.Width))
                {
                    maxima.Add(values[i]);
                }
            }
        }

        return maxima;
    }

    private static bool IsPeak(float[] v, int i, int w) =>
        v[i] > v[i - 1] && v[i] >= v[i + 1] && v[i] > v[i - w] && v[i] >= v[i + w]
        && v[i] > v[i - w - 1] && v[i] > v[i - w + 1] && v[i] >= v[i + w - 1] && v[i] >= v[i + w + 1];

    private static double WeightedMedian(IEnumerable<(double Value, double Weight)> pairs)
    {
        (double Value, double Weight)[] sorted = [.. pairs.OrderBy(pair => pair.Value)];
        double half = sorted.Sum(pair => pair.Weight) / 2, seen = 0;
        foreach ((double value, double weight) in sorted)
        {
            seen += weight;
            if (seen >= half)
            {
                return value;
            }
        }

        return 0;
    }
}
