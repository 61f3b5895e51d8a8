namespace Marrow.Learning;

/// <summary>Mean, sample standard deviation (n − 1) and range of a plane.</summary>
internal readonly record struct PlaneStatistics(double Mean, double StandardDeviation, float Minimum, float Maximum)
{
    public static PlaneStatistics Of(ReadOnlySpan<float> plane)
    {
        double sum = 0, squares = 0;
        float minimum = float.PositiveInfinity, maximum = float.NegativeInfinity;
        foreach (float value in plane)
        {
            sum += value;
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }

        double mean = sum / plane.Length;
        foreach (float value in plane)
        {
            squares += (value - mean) * (value - mean);
        }

        return new PlaneStatistics(mean, Math.Sqrt(squares / Math.Max(plane.Length - 1, 1)), minimum, maximum);
    }
}
