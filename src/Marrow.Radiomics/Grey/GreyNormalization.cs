namespace Marrow.Radiomics;

/// <summary>
/// Rescales the grey values of the whole picture to mean 0 and standard deviation <see cref="Scale"/>
/// (sample standard deviation, N − 1, as SimpleITK's Normalize and so pyradiomics).
/// </summary>
public sealed record GreyNormalization
{
    /// <summary>The standard deviation afterwards; above 0.</summary>
    public double Scale
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Scale), value, "the normalization scale must be above 0");
    } = 1;

    /// <summary>Values farther from the mean than this many standard deviations are set to that distance; null clips nothing.</summary>
    public double? ClipAtDeviations
    {
        get;
        init => field = value is null or > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ClipAtDeviations), value, "the clipping distance must be above 0");
    }
}
