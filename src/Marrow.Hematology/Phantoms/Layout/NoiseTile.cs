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
        return Read(Fixed((((x * cos) + (y * sin)) * scale) + u0), Fixed((((y * cos) - (x * sin)) * scale) + v0));
    }

    /// <summary>The noise at the pixel centres of a row.</summary>
    public void Row(Span<float> values, PixelRow row, double bump, int variant)
    {
        (double cos, double sin, double u0, double v0) = Frame(variant);
        double scale = SamplesPerBump / bump;
        long du = Fixed(row.Step * cos * scale), dv = Fixed(row.Step * sin * scale);

        // Whole numbers of steps from the picture's left edge: the same pixel gets the same value wherever the row begins.
        long u = (row.FirstColumn * du) + Fixed((((0.5 * row.Step * cos) + (row.Y * sin)) * scale) + u0);
        long v = -(row.FirstColumn * dv) + Fixed((((row.Y * cos) - (0.5 * row.Step * sin)) * scale) + v0);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Read(u, v);
            u += du;
            v -= dv;
        }
    }

    // Positions count in 2⁻²⁴ samples, so that the tile's period is a mask and stepping is exact.
    private static long Fixed(double position) => (long)Math.Floor(position * (1 << 24));

    // Each variant turns and shifts the tile by its own amount (golden-ratio steps), so that no two readings run in parallel.
    private static (double Cos, double Sin, double U, double V) Frame(int variant)
    {
        double angle = 0.35 + (variant * 2.399963229728653);
        return (Math.Cos(angle), Math.Sin(angle), 37.7 * variant, 91.3 * variant);
    }

    private float Read(long u, long v)
    {
        float fu = (u & 0xFFFFFF) * (1f / (1 << 24)), fv = (v & 0xFFFFFF) * (1f / (1 << 24));
        int x0 = (int)(u >> 24) & (Side - 1), x1 = (x0 + 1) & (Side - 1);
        int y0 = ((int)(v >> 24) & (Side - 1)) * Side, y1 = (y0 + Side) & ((Side * Side) - 1);
        float[] values = _values;
        float top = values[y0 + x0] + (fu * (values[y0 + x1] - values[y0 + x0]));
        float bottom = values[y1 + x0] + (fu * (values[y1 + x1] - values[y1 + x0]));
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
