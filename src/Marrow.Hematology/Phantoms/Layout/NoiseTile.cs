namespace Marrow.Hematology;

/// <summary>
/// A 256 × 256 tile of smooth noise with mean 0 and standard deviation 1 that joins itself at its edges;
/// rotated and scaled readings of it serve as independent textures.
/// </summary>
internal sealed class NoiseTile
{
    private const int Side = 256;

    /// <summary>Standard deviation of the smoothing, samples; a bump is about four samples wide.</summary>
    private const double Smoothing = 1.6;

    private const double SamplesPerBump = 4;

    private readonly float[] _values;

    public NoiseTile(long seed)
    {
        SeedStream random = SeedStream.At(seed, 0x401);
        var values = new float[Side * Side];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.Normal();
        }

        _values = Normalized(Smoothed(Smoothed(values, 1), Side));
    }

    /// <summary>The noise at a place, µm, with bumps of the given width; each variant is another noise.</summary>
    public float At(double x, double y, double bump, int variant)
    {
        (double cos, double sin, double u0, double v0) = Frame(variant);
        double scale = SamplesPerBump / bump;
        return Read((((x * cos) + (y * sin)) * scale) + u0, (((y * cos) - (x * sin)) * scale) + v0);
    }

    /// <summary>The noise at the pixel centres of a row.</summary>
    public void Row(Span<float> values, PixelRow row, double bump, int variant)
    {
        (double cos, double sin, double u0, double v0) = Frame(variant);
        double scale = SamplesPerBump / bump;
        (double cosX, double sinX) = (cos * scale, sin * scale);
        (double u, double v) = ((row.Y * sinX) + u0, (row.Y * cosX) + v0);
        for (int i = 0; i < values.Length; i++)
        {
            double x = row.X(i);
            values[i] = Read((x * cosX) + u, v - (x * sinX));
        }
    }

    // Each variant turns and shifts the tile by its own amount (golden-ratio steps), so that no two readings run in parallel.
    private static (double Cos, double Sin, double U, double V) Frame(int variant)
    {
        double angle = 0.35 + (variant * 2.399963229728653);
        return (Math.Cos(angle), Math.Sin(angle), 37.7 * variant, 91.3 * variant);
    }

    private float Read(double u, double v)
    {
        long iu = (long)Math.Floor(u), iv = (long)Math.Floor(v);
        float fu = (float)(u - iu), fv = (float)(v - iv);
        int x0 = (int)(iu & (Side - 1)), x1 = (x0 + 1) & (Side - 1);
        int y0 = (int)(iv & (Side - 1)) * Side, y1 = (y0 + Side) & ((Side * Side) - 1);
        float top = _values[y0 + x0] + (fu * (_values[y0 + x1] - _values[y0 + x0]));
        float bottom = _values[y1 + x0] + (fu * (_values[y1 + x1] - _values[y1 + x0]));
        return top + (fv * (bottom - top));
    }

    private static float[] Smoothed(float[] values, int stride)
    {
        const int Reach = 6;
        var smooth = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int along = i / stride % Side, origin = i - (along * stride);
            double sum = 0;
            for (int k = -Reach; k <= Reach; k++)
            {
                double weight = Math.Exp(-k * k / (2 * Smoothing * Smoothing));
                sum += weight * values[origin + (((along + k) & (Side - 1)) * stride)];
            }

            smooth[i] = (float)sum;
        }

        return smooth;
    }

    private static float[] Normalized(float[] values)
    {
        double mean = values.Average(value => (double)value);
        double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return Array.ConvertAll(values, value => (float)((value - mean) / deviation));
    }
}
