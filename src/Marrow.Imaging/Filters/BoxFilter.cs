namespace Marrow.Imaging;

/// <summary>Means over a square around each pixel, by running sums: the cost does not grow with the square.</summary>
public static class BoxFilter
{
    /// <summary>
    /// H × W means over the square of side 2 × radius + 1, cut at the picture's edge (fewer pixels count there).
    /// </summary>
    public static float[] Mean(ReadOnlySpan<float> values, PixelSize size, int radius)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        int w = size.Width, h = size.Height;
        var rows = new float[values.Length];
        for (int y = 0; y < h; y++)
        {
            MeanRow(values.Slice(y * w, w), rows.AsSpan(y * w, w), radius);
        }

        return MeanColumns(rows, size, radius);
    }

    private static void MeanRow(ReadOnlySpan<float> source, Span<float> target, int radius)
    {
        double sum = 0;
        int w = source.Length, left = 0, right = 0;
        for (int x = 0; x < w; x++)
        {
            for (; right < w && right <= x + radius; right++)
            {
                sum += source[right];
            }

            for (; left < x - radius; left++)
            {
                sum -= source[left];
            }

            target[x] = (float)(sum / (right - left));
        }
    }

    private static float[] MeanColumns(float[] rows, PixelSize size, int radius)
    {
        int w = size.Width, h = size.Height, top = 0, bottom = 0;
        var result = new float[rows.Length];
        var sums = new double[w];
        for (int y = 0; y < h; y++)
        {
            for (; bottom < h && bottom <= y + radius; bottom++)
            {
                Accumulate(sums, rows.AsSpan(bottom * w, w), 1);
            }

            for (; top < y - radius; top++)
            {
                Accumulate(sums, rows.AsSpan(top * w, w), -1);
            }

            double share = 1.0 / (bottom - top);
            for (int x = 0; x < w; x++)
            {
                result[(y * w) + x] = (float)(sums[x] * share);
            }
        }

        return result;
    }

    private static void Accumulate(double[] sums, ReadOnlySpan<float> row, double sign)
    {
        for (int x = 0; x < row.Length; x++)
        {
            sums[x] += sign * row[x];
        }
    }
}
