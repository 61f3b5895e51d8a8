using Marrow.Hematology.Segmentation;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>How cellularity would answer to another grey level.</summary>
internal static class SensitivityCurve
{
    private const int LargestMove = 32, FirstThreshold = 150, LastThreshold = 254;

    /// <summary>By threshold 150 … 254: the share of the region that is not strictly brighter.</summary>
    public static IReadOnlyList<SensitivityPoint> ForPercentile(GrayHistogram marrow)
    {
        long total = marrow.Total;
        return total == 0 ? [] : [.. Enumerable.Range(FirstThreshold, LastThreshold - FirstThreshold + 1)
            .Select(threshold => new SensitivityPoint(threshold, 100.0 * (total - marrow.CountAbove(threshold)) / total))];
    }

    /// <summary>
    /// The bright level moved by −32 … +32 grey levels: raised, fat between the old level and the new becomes haematopoietic; lowered,
    /// haematopoietic pixels within 3 µm of fat that are brighter than the new level and not than the old become fat.
    /// Objects are not sought again.
    /// </summary>
    public static IReadOnlyList<SensitivityPoint> ForObjects(Tally tally, double level)
    {
        CompartmentCounts counts = tally.Counts;
        return counts.Marrow == 0 ? [] : [.. Enumerable.Range(-LargestMove, (2 * LargestMove) + 1).Select(move =>
        {
            double moved = level + move;
            long lost = move > 0 ? tally.Fat.CountAbove(level) - tally.Fat.CountAbove(moved) : 0;
            long won = move < 0 ? tally.BesideFat.CountAbove(moved) - tally.BesideFat.CountAbove(level) : 0;
            return new SensitivityPoint(moved, 100.0 * (counts.Haematopoietic + lost - won) / counts.Marrow);
        })];
    }
}
