namespace Marrow.Imaging;

/// <summary>Colour deconvolution: takes a picture apart by two measured or published stain vectors (Ruifrok and Johnston, 2001).</summary>
public static class StainSeparation
{
    /// <param name="rgb">H × W × 3.</param>
    /// <param name="source">The picture's stains, from a method that has vectors.</param>
    /// <param name="look">The statistics in whose vectors and maxima the stain pictures are drawn; null for the source's own.</param>
    /// <exception cref="ArgumentException">The statistics carry no stain vectors.</exception>
    public static SeparatedStains Separate(Raster<byte> rgb, StainStatistics source, StainStatistics? look, StainOptions options)
    {
        StainNormalization.Expect(rgb);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        StainStatistics seen = look ?? source;
        (StainMatrix from, StainMatrix to) = (Matrix(source), Matrix(seen));
        (StainVector first, StainVector second) = from.Inverse();
        var density = new OpticalDensity(source.TransmittedLight, 0);
        Raster<byte> Draw(double[,] map) =>
            StainNormalization.Run(rgb, new DensityTransform(density, map, null, (seen.TransmittedLight, StainTransforms.Clip(seen))), null, options);
        double[,] one = new double[3, 3], two = new double[3, 3], rest = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
        StainMatrix.AddOuter(one, to.First, first, seen.Maxima![0] / source.Maxima![0]);
        StainMatrix.AddOuter(two, to.Second, second, seen.Maxima[1] / source.Maxima[1]);
        StainMatrix.AddOuter(rest, from.First, first, -1);
        StainMatrix.AddOuter(rest, from.Second, second, -1);
        return new SeparatedStains(Draw(one), Draw(two), Draw(rest), Concentrations(rgb, from, density, options.Threads));
    }

    /// <summary>H × W × 3: amounts of both stains and the density across them, by least squares.</summary>
    internal static Raster<float> Concentrations(Raster<byte> rgb, StainMatrix stains, OpticalDensity density, int threads)
    {
        (StainVector first, StainVector second) = stains.Inverse();
        StainVector[] rows = [first, second, stains.Across];
        var result = new Raster<float>(rgb.Width, rgb.Height, 3);
        PixelChunks.Run(rgb.Width * rgb.Height, threads, (_, start, end) =>
        {
            for (int i = start * 3; i < end * 3; i += 3)
            {
                StainVector d = new(density.Values[rgb.Samples[i]], density.Values[rgb.Samples[i + 1]], density.Values[rgb.Samples[i + 2]]);
                for (int k = 0; k < 3; k++)
                {
                    result.Samples[i + k] = (float)rows[k].Dot(d);
                }
            }
        });
        return result;
    }

    private static StainMatrix Matrix(StainStatistics statistics)
    {
        statistics.Check();
        return statistics is { First: { } first, Second: { } second }
            ? new StainMatrix(first, second)
            : throw new ArgumentException($"the method {statistics.Method.ToString().ToLowerInvariant()} has no stain vectors to separate by");
    }
}
