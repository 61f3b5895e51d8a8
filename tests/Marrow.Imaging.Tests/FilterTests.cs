using FsCheck;
using FsCheck.Fluent;

namespace Marrow.Imaging.Tests;

public class FilterTests
{
    private const double Rounding = 1e-3;

    [Fact]
    public void The_box_mean_equals_a_plain_mean_over_the_cut_square() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte[], byte>((bytes, seed) =>
        {
            int w = 1 + (seed % 9), h = Math.Max(1, bytes.Length / w), radius = seed % 4;
            float[] values = [.. Enumerable.Range(0, w * h).Select(i => i < bytes.Length ? (float)bytes[i] : 0)];
            float[] mean = BoxFilter.Mean(values, new PixelSize(w, h), radius);
            return Enumerable.Range(0, w * h).All(i => Math.Abs(mean[i] - Plain(values, w, h, i, radius)) < Rounding);
        }));

    [Fact]
    public void Smoothing_keeps_a_flat_picture_and_the_sum_of_a_point()
    {
        PixelSize size = new(41, 41);
        float[] flat = [.. Enumerable.Repeat(7f, 41 * 41)], point = new float[41 * 41];
        point[(20 * 41) + 20] = 1;
        Assert.All(GaussianFilter.Smooth(flat, size, 2), v => Assert.Equal(7, v, Rounding));
        float[] bell = GaussianFilter.Smooth(point, size, 2);
        Assert.Equal(1, bell.Sum(), Rounding);
        Assert.Equal(Math.Exp(-0.5), bell[(20 * 41) + 22] / bell[(20 * 41) + 20], Rounding);
    }

    [Fact]
    public void The_local_deviation_of_bytes_is_that_of_floats() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte[], byte, byte>((bytes, side, radius) =>
        {
            int width = 1 + (side % 150);
            var size = new PixelSize(width, 1 + (bytes.Length / width));
            byte[] values = [.. Enumerable.Range(0, (int)size.Area).Select(i => i < bytes.Length ? bytes[i] : (byte)0)];
            float[] exact = LocalStatistics.StandardDeviation(values, size, radius % 9), close = LocalStatistics.StandardDeviation([.. values.Select(value => (float)value)], size, radius % 9);
            return exact.Zip(close).All(pair => Math.Abs(pair.First - pair.Second) < 0.2);
        }));

    [Fact]
    public void The_local_deviation_of_a_checkerboard_is_half_its_step()
    {
        float[] board = [.. Enumerable.Range(0, 400).Select(i => (((i % 20) + (i / 20)) % 2) * 10f)];
        float[] deviation = LocalStatistics.StandardDeviation(board, new PixelSize(20, 20), 3);
        Assert.Equal(5, deviation[(10 * 20) + 10], 0.01);
    }

    private static double Plain(float[] values, int w, int h, int i, int radius)
    {
        double sum = 0;
        int count = 0;
        for (int y = Math.Max(0, (i / w) - radius); y <= Math.Min(h - 1, (i / w) + radius); y++)
        {
            for (int x = Math.Max(0, (i % w) - radius); x <= Math.Min(w - 1, (i % w) + radius); x++)
            {
                sum += values[(y * w) + x];
                count++;
            }
        }

        return sum / count;
    }
}
