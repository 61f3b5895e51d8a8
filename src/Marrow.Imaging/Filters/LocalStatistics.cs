namespace Marrow.Imaging;

/// <summary>Mean and standard deviation around each pixel.</summary>
public static class LocalStatistics
{
    /// <summary>H × W standard deviations (population) over the square of side 2 × radius + 1, cut at the picture's edge.</summary>
    public static float[] StandardDeviation(ReadOnlySpan<float> values, PixelSize size, int radius)
    {
        var squares = new float[values.Length];
        for (int i = 0; i < squares.Length; i++)
        {
            squares[i] = values[i] * values[i];
        }

        float[] mean = BoxFilter.Mean(values, size, radius), deviation = BoxFilter.Mean(squares, size, radius);
        for (int i = 0; i < mean.Length; i++)
        {
            deviation[i] = MathF.Sqrt(MathF.Max(0, deviation[i] - (mean[i] * mean[i])));
        }

        return deviation;
    }
}
