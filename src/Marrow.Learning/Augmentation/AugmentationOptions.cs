namespace Marrow.Learning;

/// <summary>
/// How training patches are varied. The defaults are nnU-Net 2's stock recipe for two dimensions
/// (Isensee et al. 2021, supplementary note 4, and its later trainer).
/// </summary>
public sealed record AugmentationOptions
{
    /// <summary>Chance of a rotation.</summary>
    public double RotationProbability { get; init; } = 0.2;

    /// <summary>Largest rotation either way, radians; null takes π, or π/12 where the patch is more than 1.5 times longer than wide.</summary>
    public double? RotationLimit { get; init; }

    /// <summary>Chance of a change of scale, the same along both axes.</summary>
    public double ScalingProbability { get; init; } = 0.2;

    /// <summary>Scale factors; above 1 shows more of the case, smaller.</summary>
    public double ScalingFrom { get; init; } = 0.7;

    public double ScalingTo { get; init; } = 1.4;

    /// <summary>Chance of Gaussian noise, with a standard deviation up to <see cref="NoiseDeviation"/> in normalized units.</summary>
    public double NoiseProbability { get; init; } = 0.1;

    public double NoiseDeviation { get; init; } = 0.1;

    /// <summary>Chance of Gaussian blur; each channel then takes it with <see cref="PerChannelProbability"/>.</summary>
    public double BlurProbability { get; init; } = 0.2;

    /// <summary>Blur, standard deviation in pixels.</summary>
    public double BlurFrom { get; init; } = 0.5;

    public double BlurTo { get; init; } = 1.0;

    /// <summary>Chance of multiplying intensities.</summary>
    public double BrightnessProbability { get; init; } = 0.15;

    /// <summary>Chance of stretching intensities about their mean, kept in their range.</summary>
    public double ContrastProbability { get; init; } = 0.15;

    /// <summary>Factors of brightness and contrast; below and above 1 equally often.</summary>
    public double FactorFrom { get; init; } = 0.75;

    public double FactorTo { get; init; } = 1.25;

    /// <summary>Chance of simulated low resolution; each channel then takes it with <see cref="PerChannelProbability"/>.</summary>
    public double LowResolutionProbability { get; init; } = 0.25;

    public double LowResolutionFrom { get; init; } = 0.5;

    public double LowResolutionTo { get; init; } = 1.0;

    /// <summary>Chance that a channel takes part in blur or low resolution.</summary>
    public double PerChannelProbability { get; init; } = 0.5;

    /// <summary>Chance of a gamma curve on inverted intensities.</summary>
    public double InvertedGammaProbability { get; init; } = 0.1;

    /// <summary>Chance of a gamma curve.</summary>
    public double GammaProbability { get; init; } = 0.3;

    /// <summary>Exponents; below and above 1 equally often. Mean and standard deviation are kept.</summary>
    public double GammaFrom { get; init; } = 0.7;

    public double GammaTo { get; init; } = 1.5;

    /// <summary>Chance of a flip along each axis.</summary>
    public double MirrorProbability { get; init; } = 0.5;

    /// <summary>No variation at all: patches are only cut.</summary>
    public static AugmentationOptions None { get; } = new()
    {
        RotationProbability = 0,
        ScalingProbability = 0,
        NoiseProbability = 0,
        BlurProbability = 0,
        BrightnessProbability = 0,
        ContrastProbability = 0,
        LowResolutionProbability = 0,
        InvertedGammaProbability = 0,
        GammaProbability = 0,
        MirrorProbability = 0,
    };
}
