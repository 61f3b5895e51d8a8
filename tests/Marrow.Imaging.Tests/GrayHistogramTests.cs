using FsCheck;
using FsCheck.Fluent;

namespace Marrow.Imaging.Tests;

public class GrayHistogramTests
{
    [Fact]
    public void The_percentile_interpolates_between_the_sorted_samples() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte[], byte>((samples, p) =>
        {
            if (samples.Length == 0)
            {
                return true;
            }

            var histogram = new GrayHistogram();
            histogram.Add(samples);
            byte[] sorted = [.. samples.Order()];
            double percent = p % 101, rank = (sorted.Length - 1) * percent / 100;
            int below = (int)rank, above = Math.Min(below + 1, sorted.Length - 1);
            double wanted = sorted[below] + ((rank - below) * (sorted[above] - sorted[below]));
            return Math.Abs(histogram.Percentile(percent) - wanted) < 1e-9 && histogram.Total == samples.Length;
        }));

    [Fact]
    public void Otsu_splits_two_peaks_between_them()
    {
        var histogram = new GrayHistogram();
        histogram.Add(50, 100);
        histogram.Add(60, 100);
        histogram.Add(200, 30);
        Assert.InRange(histogram.Otsu(), 61, 200);
    }

    [Fact]
    public void Counting_above_a_level_is_strict()
    {
        var histogram = new GrayHistogram();
        histogram.Add(240, 3);
        histogram.Add(241, 5);
        Assert.Equal(5, histogram.CountAbove(240));
        Assert.Equal(8, histogram.CountAbove(239.5));
    }
}
