using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// Varies training patches: one list of steps in a fixed order, each drawing its chances from the patch's own stream.
/// Order and meaning follow nnU-Net 2's stock recipe; see <see cref="AugmentationOptions"/> for the numbers.
/// </summary>
public sealed class Augmentation
{
    private readonly AugmentationOptions options;
    private readonly PixelSize size;
    private readonly (bool Vertical, bool Horizontal) mirrored;
    private readonly int[] masked;
    private readonly Action<TrainingPatch, RandomSource>[] steps;

    /// <param name="options">Chances and ranges.</param>
    /// <param name="size">The patch that the network sees.</param>
    /// <param name="mirrored">Along which axes flips are allowed.</param>
    /// <param name="usesMask">For each channel whether it stays 0 where the picture is black, as it was scaled; null for none.</param>
    public Augmentation(AugmentationOptions options, PixelSize size, (bool Vertical, bool Horizontal) mirrored, IReadOnlyList<bool>? usesMask = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (this.options, this.size, this.mirrored) = (options, size, mirrored);
        masked = [.. Enumerable.Range(0, usesMask?.Count ?? 0).Where(channel => usesMask![channel])];
        steps = [Noise, Blur, Brightness, Contrast, Coarsen, InvertedGamma, Gamma, Flip, BlackenOutside, ForgetOutside];
    }

    /// <summary>How much of a case <see cref="Apply"/> wants around the patch's centre.</summary>
    public PixelSize SourceSize => options is { RotationProbability: 0, ScalingProbability: 0 } ? size : InitialPatchSize.For(size, RotationLimit);

    private double RotationLimit => options.RotationLimit ?? InitialPatchSize.RotationLimit(size);

    /// <summary>Turns a cut-out of <see cref="SourceSize"/> into a patch of the final size; the cut-out stays as it was.</summary>
    public TrainingPatch Apply(TrainingPatch source, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(random);
        double angle = random.Chance(options.RotationProbability) ? random.Uniform(-RotationLimit, RotationLimit) : 0;
        double scale = random.Chance(options.ScalingProbability) ? random.Uniform(options.ScalingFrom, options.ScalingTo) : 1;
        TrainingPatch patch = angle == 0 && scale == 1
            ? SpatialTransform.CropCenter(source, size)
            : new SpatialTransform(angle, scale).Apply(source, size);
        foreach (Action<TrainingPatch, RandomSource> step in steps)
        {
            step(patch, random);
        }

        return patch;
    }

    private static double Factor(RandomSource random, double from, double to) =>
        from < 1 && random.Chance(0.5) ? random.Uniform(from, 1) : random.Uniform(Math.Max(from, 1), to);

    private void Noise(TrainingPatch patch, RandomSource random)
    {
        if (random.Chance(options.NoiseProbability))
        {
            Intensities.AddNoise(patch.Image, random.Uniform(0, options.NoiseDeviation), random);
        }
    }

    private void Blur(TrainingPatch patch, RandomSource random) => SomeChannels(patch, random, options.BlurProbability, channel =>
        GaussianBlur.Apply(
            patch.Plane(channel),
            patch.Size,
            random.Uniform(options.BlurFrom, options.BlurTo),
            random.Uniform(options.BlurFrom, options.BlurTo)));

    private void Brightness(TrainingPatch patch, RandomSource random) => EveryChannel(patch, random, options.BrightnessProbability, channel =>
        Intensities.Multiply(patch.Plane(channel), Factor(random, options.FactorFrom, options.FactorTo)));

    private void Contrast(TrainingPatch patch, RandomSource random) => EveryChannel(patch, random, options.ContrastProbability, channel =>
        Intensities.Stretch(patch.Plane(channel), Factor(random, options.FactorFrom, options.FactorTo)));

    private void Coarsen(TrainingPatch patch, RandomSource random) => SomeChannels(patch, random, options.LowResolutionProbability, channel =>
        LowResolution.Apply(patch.Plane(channel), patch.Size, random.Uniform(options.LowResolutionFrom, options.LowResolutionTo)));

    private void InvertedGamma(TrainingPatch patch, RandomSource random) => EveryChannel(patch, random, options.InvertedGammaProbability, channel =>
        Intensities.Gamma(patch.Plane(channel), Factor(random, options.GammaFrom, options.GammaTo), isInverted: true));

    private void Gamma(TrainingPatch patch, RandomSource random) => EveryChannel(patch, random, options.GammaProbability, channel =>
        Intensities.Gamma(patch.Plane(channel), Factor(random, options.GammaFrom, options.GammaTo), isInverted: false));

    private void Flip(TrainingPatch patch, RandomSource random)
    {
        if (mirrored.Vertical && random.Chance(options.MirrorProbability))
        {
            Mirror.Vertical(patch);
        }

        if (mirrored.Horizontal && random.Chance(options.MirrorProbability))
        {
            Mirror.Horizontal(patch);
        }
    }

    /// <summary>What was black stays 0 in channels that were scaled without it.</summary>
    private void BlackenOutside(TrainingPatch patch, RandomSource random)
    {
        foreach (int channel in masked)
        {
            Span<float> plane = patch.Plane(channel);
            for (int at = 0; at < plane.Length; at++)
            {
                plane[at] = patch.Labels[at] < 0 ? 0 : plane[at];
            }
        }
    }

    /// <summary>What lies outside the case is background to the loss.</summary>
    private static void ForgetOutside(TrainingPatch patch, RandomSource random) => patch.Labels.AsSpan().Replace((short)-1, (short)0);

    private static void EveryChannel(TrainingPatch patch, RandomSource random, double chance, Action<int> vary)
    {
        if (!random.Chance(chance))
        {
            return;
        }

        for (int channel = 0; channel < patch.Channels; channel++)
        {
            vary(channel);
        }
    }

    private void SomeChannels(TrainingPatch patch, RandomSource random, double chance, Action<int> vary) =>
        EveryChannel(patch, random, chance, channel =>
        {
            if (random.Chance(options.PerChannelProbability))
            {
                vary(channel);
            }
        });
}
