namespace Marrow.Hematology.Segmentation;

/// <summary>How large a level-0 pixel is, for the sizes of filters.</summary>
/// <param name="MicrometersPerPixel">Stated, or estimated for this use only; an estimate is never reported as a resolution.</param>
/// <param name="Source">What told it.</param>
internal readonly record struct SlideScale(double MicrometersPerPixel, ScaleSource Source)
{
    /// <summary>Where it was stated: what the size of nuclei tells, in µm; null where nuclei do not, or cannot.</summary>
    public double? ByNuclei { get; init; }
}
