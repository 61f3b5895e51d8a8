namespace Marrow.Imaging;

/// <summary>Training pictures as if they had been stained a little differently: each stain's concentration is stretched and shifted at random (Tellez et al., 2018).</summary>
public static class StainAugmentation
{
    /// <summary>A perturbed copy; what the two stains do not explain stays, and so does the background where the options keep it.</summary>
    /// <param name="rgb">H × W × 3.</param>
    /// <param name="source">The picture's stains, from a method that has vectors.</param>
    /// <exception cref="ArgumentException">The statistics carry no stain vectors.</exception>
    public static Raster<byte> Perturb(Raster<byte> rgb, StainStatistics source, StainAugmentationOptions augmentation, StainOptions options)
    {
        StainNormalization.Expect(rgb);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(augmentation);
        ArgumentNullException.ThrowIfNull(options);
        source.Check();
        if (source is not { First: { } first, Second: { } second })
        {
            throw new ArgumentException("augmentation needs statistics with stain vectors", nameof(source));
        }

        // The order of the draws is part of the result: stretch and shift of the first stain, then of the second.
        var random = new Random(augmentation.Seed);
        double Draw(double reach) => ((2 * random.NextDouble()) - 1) * reach;
        (double Stretch, double Shift) one = (Draw(augmentation.Strength), Draw(augmentation.Shift));
        (double Stretch, double Shift) two = (Draw(augmentation.Strength), Draw(augmentation.Shift));
        (StainVector a, StainVector b) = new StainMatrix(first, second).Inverse();
        double[,] map = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
        StainMatrix.AddOuter(map, first, a, one.Stretch);
        StainMatrix.AddOuter(map, second, b, two.Stretch);
        StainVector offset = first.Scaled(one.Shift).Plus(second.Scaled(two.Shift));
        var density = new OpticalDensity(source.TransmittedLight, 0);
        var transform = new DensityTransform(density, map, [offset.R, offset.G, offset.B], (source.TransmittedLight, StainTransforms.Clip(source)));
        return StainNormalization.Run(rgb, transform, null, options);
    }
}
