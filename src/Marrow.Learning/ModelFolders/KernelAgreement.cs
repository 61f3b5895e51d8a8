namespace Marrow.Learning;

/// <summary>How often a model's fast kernels gave the label of <c>--exact</c> (32 bits in the reference's order), measured on pictures.</summary>
public sealed record KernelAgreement
{
    /// <summary>16-bit floats are taken for a model where they keep at least this share of labels; 32 bits otherwise, and where nobody measured.</summary>
    public const double Least = 0.999;

    /// <summary>What the fast networks were computed with.</summary>
    public required PredictionArithmetic Arithmetic { get; init; }

    /// <summary>Whether windows were mirrored too, which averages some of the rounding away.</summary>
    public required bool HasMirroring { get; init; }

    public required int Pictures { get; init; }

    public required long Pixels { get; init; }

    /// <summary>Of all pixels, 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>Of the pixels of the picture that agrees least, 0 to 1.</summary>
    public required double WorstShare { get; init; }
}
