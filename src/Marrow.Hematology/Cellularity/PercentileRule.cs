using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>
/// System 000's rule: the 75th percentile of the region's grey levels (OpenCV luma, linear interpolation), clamped to 180…240;
/// fat is strictly brighter.
/// </summary>
public static class PercentileRule
{
    public const double Percent = 75, Lowest = 180, Highest = 240;

    /// <param name="region">Grey levels of the marrow region.</param>
    /// <returns>The threshold with its origin; the unclamped value is null for an empty region.</returns>
    public static FatThreshold Threshold(GrayHistogram region)
    {
        ArgumentNullException.ThrowIfNull(region);
        if (region.Total == 0)
        {
            return new FatThreshold(Highest, null, "none");
        }

        double percentile = region.Percentile(Percent);
        string clamp = percentile < Lowest ? "lower" : percentile > Highest ? "upper" : "none";
        return new FatThreshold(Math.Clamp(percentile, Lowest, Highest), percentile, clamp);
    }
}
