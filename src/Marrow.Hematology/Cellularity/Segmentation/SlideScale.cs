namespace Marrow.Hematology.Segmentation;

/// <summary>How large a level-0 pixel is, for the sizes of filters.</summary>
/// <param name="MicrometersPerPixel">Stated, or estimated for this use only; an estimate is never reported as a resolution.</param>
/// <param name="Source">What told it.</param>
internal readonly record struct SlideScale(double MicrometersPerPixel, ScaleSource Source)
{
    // What nuclei show over what is stated, where that is true: 0.5 to 2.4 in 104 drawn sections of 0.2 to 2 µm, the extremes where hardly any is marrow.
    private const double LeastRatio = 0.4, LargestRatio = 3;

    /// <summary>Where it was stated: what the size of nuclei tells, in µm; null where nuclei do not, or cannot.</summary>
    public double? ByNuclei { get; init; }

    /// <summary>True where nuclei do not look as they do at what was stated.</summary>
    public bool IsContradicted => ByNuclei is { } seen && (seen / MicrometersPerPixel) is < LeastRatio or > LargestRatio;
}
