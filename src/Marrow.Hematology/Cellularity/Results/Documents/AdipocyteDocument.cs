using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>The fat vacuoles that were told apart; count is null for the percentile rule, which knows no objects.</summary>
/// <param name="MedianDiameterPixels">Median equivalent diameter; null without vacuoles.</param>
/// <param name="MedianDiameterMicrometers">The same in µm; null where the resolution is unknown.</param>
public sealed record AdipocyteDocument(int? Count = null, double? MedianDiameterPixels = null, double? MedianDiameterMicrometers = null)
{
    internal static AdipocyteDocument Of(CellularityAnalysisResult result)
    {
        if (result.Rule == FatRule.Percentile)
        {
            return new AdipocyteDocument();
        }

        double? median = SampleStatistics.MedianOf(result.Vacuoles.Select(vacuole => vacuole.EquivalentDiameter.Value));
        double? micrometers = median is { } pixels && result.Pitch is { } pitch ? (new Pixels(pixels) * pitch.Mean).Value : null;
        return new AdipocyteDocument(result.Vacuoles.Count, median, micrometers);
    }
}
