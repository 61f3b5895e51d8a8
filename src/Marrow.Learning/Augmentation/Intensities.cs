namespace Marrow.Learning;

/// <summary>
/// The variations of one plane's intensities; each states its formula. Values are in normalized units (z-scores, or 0–1).
/// </summary>
internal static class Intensities
{
    /// <summary>Every value times a factor.</summary>
    public static void Multiply(Span<float> plane, double factor)
    {
        float single = (float)factor;
        for (int i = 0; i < plane.Length; i++)
        {
            plane[i] *= single;
        }
    }

    /// <summary>clamp((v − mean) · factor + mean) to the range that the plane had.</summary>
    public static void Stretch(Span<float> plane, double factor)
    {
        PlaneStatistics before = PlaneStatistics.Of(plane);
        for (int i = 0; i < plane.Length; i++)
        {
            plane[i] = Math.Clamp((float)(((plane[i] - before.Mean) * factor) + before.Mean), before.Minimum, before.Maximum);
        }
    }

    /// <summary>((v − min) / range)^exponent · range + min, then mean and standard deviation restored; on −v where inverted.</summary>
    public static void Gamma(Span<float> plane, double exponent, bool isInverted)
    {
        double sign = isInverted ? -1 : 1;
        Multiply(plane, sign);
        PlaneStatistics before = PlaneStatistics.Of(plane);
        double range = Math.Max(before.Maximum - before.Minimum, 1e-7);
        for (int i = 0; i < plane.Length; i++)
        {
            plane[i] = (float)((Math.Pow((plane[i] - before.Minimum) / range, exponent) * range) + before.Minimum);
        }

        PlaneStatistics after = PlaneStatistics.Of(plane);
        double scale = before.StandardDeviation / Math.Max(after.StandardDeviation, 1e-7);
        for (int i = 0; i < plane.Length; i++)
        {
            plane[i] = (float)(sign * (((plane[i] - after.Mean) * scale) + before.Mean));
        }
    }

    /// <summary>Adds normal noise of a standard deviation.</summary>
    public static void AddNoise(Span<float> plane, double deviation, RandomSource random)
    {
        for (int i = 0; i < plane.Length; i++)
        {
            plane[i] += (float)(deviation * random.Normal());
        }
    }
}
