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

    // Less deep, in pixels, are specks.
    private const double LeastDepth = 1.9;

    /// <summary>Microns per level-0 pixel, and what told them.</summary>
    /// <param name="tiles">Brightness of textured places, see <see cref="TexturedTiles"/>.</param>
    public static SlideScale From(Raster<byte>[] tiles, Appearance appearance)
    {
        double level = Appearance.White - (BrightShare * appearance.Contrast);
        float[][] planes = Planes(tiles);
        Mask[] bright = Array.ConvertAll(tiles, tile => Above(tile, level, planes));
        double nuclei = NuclearScale.From(tiles, appearance, planes) ?? 0;
        double lone = nuclei > 0 ? 0 : RoundVacuoles.Radius(bright);
        (double vacuole, double share) = BrightRadius(bright, planes);
        double vacuoles = lone > 0 ? LoneRadius / lone : vacuole > 0 ? VacuoleRadius / vacuole : 0;
        bool vacuolesRule = nuclei == 0 || (share > TrustedShare && vacuoles > (nuclei > HardlyResolved ? LesserRatio : TrustedRatio) * nuclei);
        return vacuolesRule && vacuoles > 0 ? new(Math.Clamp(vacuoles, Finest, Coarsest), ScaleSource.Vacuoles)
            : nuclei > 0 ? new(Math.Clamp(nuclei, Finest, Coarsest), ScaleSource.Nuclei)
            : new(1, ScaleSource.Nothing);
    }

    /// <summary>The resolution that was stated, and what nuclei tell of it where pixels of that size would show them.</summary>
    public static SlideScale Beside(double stated, Raster<byte>[] tiles, Appearance appearance)
    {
        SlideScale scale = new(stated, ScaleSource.Stated);
        if (stated > NuclearEvidence.Coarsest)
        {
            return scale;
        }

        // Vacuoles, which may be believed before nuclei, are asked only where nuclei contradict.
        SlideScale byNuclei = scale with { ByNuclei = NuclearScale.From(tiles, appearance, Planes(tiles)) };
        return !byNuclei.IsContradicted ? byNuclei
            : From(tiles, appearance) is { Source: ScaleSource.Nuclei } seen ? scale with { ByNuclei = seen.MicrometersPerPixel }
            : scale;
    }

    /// <summary>To work in: each as long as the largest tile.</summary>
    private static float[][] Planes(Raster<byte>[] tiles)
    {
        int pixels = TexturedTiles.MostPixels(tiles);
        return [new float[pixels], new float[pixels], new float[pixels]];
    }

    /// <summary>The weighted median depth of bright objects that are not glass, and the share of the tiles that they cover.</summary>
    private static (double Radius, double Share) BrightRadius(Mask[] tiles, float[][] planes)
    {
        int side = 0;
        long area = 0;
        List<Depth> depths = [];
        int[] squared = new int[planes[0].Length];
        foreach (Mask tile in tiles)
        {
            (side, area) = (Math.Max(side, Math.Min(tile.Width, tile.Height)), area + tile.Values.Length);
            AddDepths(tile, squared.AsSpan(0, tile.Values.Length), planes, depths);
        }

        depths.RemoveAll(depth => depth.Radius >= side / 5.0);
        double sum = 0;
        foreach (Depth depth in depths)
        {
            sum += depth.Weight;
        }

        return (WeightedMedian(depths), Math.PI * sum / area);
    }

    /// <summary>The pixels at or above a level, slightly smoothed so that ragged edges do not count.</summary>
    /// <param name="planes">To work in, as long as the tile or longer.</param>
    private static Mask Above(Raster<byte> tile, double level, float[][] planes)
    {
        Span<float> values = planes[0].AsSpan(0, tile.Samples.Length);
        TensorPrimitives.ConvertTruncating<byte, float>(tile.Samples, values);
        GaussianFilter.Smooth(values, tile.Size, 0.7, (planes[1], planes[0]));
        var mask = new Mask(tile.Width, tile.Height);
        for (int i = 0; i < values.Length; i++)
        {
            mask.Values[i] = values[i] >= level ? (byte)1 : (byte)0;
        }

        return mask;
    }

    /// <summary>Adds the local maxima of the distance transform, slightly smoothed.</summary>
    private static void AddDepths(Mask mask, Span<int> squared, float[][] planes, List<Depth> depths)
    {
        DistanceTransform.Squared(mask, squared);
        float[] values = planes[0];
        for (int i = 0; i < squared.Length; i++)
        {
            values[i] = squared[i] == DistanceTransform.Unbounded ? 0f : MathF.Sqrt(squared[i]);
        }

        GaussianFilter.Smooth(values.AsSpan(0, squared.Length), new PixelSize(mask.Width, mask.Height), 0.7, (planes[1], values));
        for (int y = 1; y + 1 < mask.Height; y++)
        {
            for (int x = 1; x + 1 < mask.Width; x++)
            {
                int i = (y * mask.Width) + x;
                if (values[i] >= LeastDepth && IsPeak(values, i, mask.Width))
                {
                    depths.Add(new Depth(values[i]));
                }
            }
        }
    }

    private static bool IsPeak(float[] v, int i, int w) =>
        v[i] > v[i - 1] && v[i] >= v[i + 1] && v[i] > v[i - w] && v[i] >= v[i + w]
        && v[i] > v[i - w - 1] && v[i] > v[i - w + 1] && v[i] >= v[i + w - 1] && v[i] >= v[i + w + 1];

    private static double WeightedMedian(List<Depth> depths)
    {
        Depth[] sorted = [.. depths];
        Array.Sort(sorted, (a, b) => a.Radius.CompareTo(b.Radius));
        double sum = 0, seen = 0;
        foreach (Depth depth in sorted)
        {
            sum += depth.Weight;
        }

        foreach (Depth depth in sorted)
        {
            seen += depth.Weight;
            if (seen >= sum / 2)
            {
                return depth.Radius;
            }
        }

        return 0;
    }

    private readonly record struct Depth(double Radius)
    {
        public double Weight => Radius * Radius;
    }
}
