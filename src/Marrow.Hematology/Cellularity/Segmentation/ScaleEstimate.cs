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

    // The radius of a round one that lies alone, in µm: 22 to 31 on fields, sections and drawn sections at 2 to 14 µm per pixel.
    private const double LoneRadius = 26;

    // Brighter is taken for the inside of a vacuole: this share of the way from white to tissue.
    private const double BrightShare = 0.3;

    // What a picture of tissue may have, in µm.
    private const double Finest = 0.1, Coarsest = 30;

    // Vacuoles that cover this share of the tiles are believed before nuclei where the two differ by this factor;
    // by the lesser one where nuclei are so small that they are hardly resolved.
    private const double TrustedShare = 0.3, TrustedRatio = 5.5, HardlyResolved = 0.9, LesserRatio = 3.5;

    /// <summary>Microns per level-0 pixel, and what told them.</summary>
    /// <param name="tiles">Brightness of textured places, see <see cref="TexturedTiles"/>.</param>
    public static SlideScale From(Raster<byte>[] tiles, Appearance appearance)
    {
        double level = Appearance.White - (BrightShare * appearance.Contrast);
        Mask[] bright = [.. tiles.Select(tile => Above(tile, level))];
        double nuclei = NuclearScale.From(tiles, appearance) ?? 0;
        double lone = nuclei > 0 ? 0 : RoundVacuoles.Radius(bright);
        (double vacuole, double share) = BrightRadius(bright);
        double vacuoles = lone > 0 ? LoneRadius / lone : vacuole > 0 ? VacuoleRadius / vacuole : 0;
        bool vacuolesRule = nuclei == 0 || (share > TrustedShare && vacuoles > (nuclei > HardlyResolved ? LesserRatio : TrustedRatio) * nuclei);
        return vacuolesRule && vacuoles > 0 ? new(Math.Clamp(vacuoles, Finest, Coarsest), ScaleSource.Vacuoles)
            : nuclei > 0 ? new(Math.Clamp(nuclei, Finest, Coarsest), ScaleSource.Nuclei)
            : new(1, ScaleSource.Nothing);
    }

    /// <summary>The weighted median depth of bright objects that are not glass, and the share of the tiles that they cover.</summary>
    private static (double Radius, double Share) BrightRadius(Mask[] tiles)
    {
        double largest = tiles.Max(tile => Math.Min(tile.Width, tile.Height)) / 5.0;
        var radii = tiles.SelectMany(tile => Depths(tile, 1.9)).Where(r => r < largest).Select(r => (r, r * r)).ToList();
        double area = tiles.Sum(tile => (double)tile.Values.Length);
        return (WeightedMedian(radii), Math.PI * radii.Sum(r => r.Item2) / area);
    }

    /// <summary>The pixels at or above a level, slightly smoothed so that ragged edges do not count.</summary>
    private static Mask Above(Raster<byte> tile, double level)
    {
        var values = new float[tile.Samples.Length];
        TensorPrimitives.ConvertTruncating<byte, float>(tile.Samples, values);
        GaussianFilter.Smooth(values, tile.Size, 0.7, (new float[values.Length], values));
        var mask = new Mask(tile.Width, tile.Height);
        for (int i = 0; i < values.Length; i++)
        {
            mask.Values[i] = values[i] >= level ? (byte)1 : (byte)0;
        }

        return mask;
    }

    /// <summary>Local maxima of the distance transform, slightly smoothed.</summary>
    private static List<double> Depths(Mask mask, double least)
    {
        int[] squared = DistanceTransform.Squared(mask);
        var values = new float[squared.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = squared[i] == DistanceTransform.Unbounded ? 0f : MathF.Sqrt(squared[i]);
        }

        GaussianFilter.Smooth(values, new PixelSize(mask.Width, mask.Height), 0.7, (new float[values.Length], values));
        List<double> maxima = [];
        for (int y = 1; y + 1 < mask.Height; y++)
        {
            for (int x = 1; x + 1 < mask.Width; x++)
            {
                int i = (y * mask.Width) + x;
                if (values[i] >= least && IsPeak(values, i, mask.Width))
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
