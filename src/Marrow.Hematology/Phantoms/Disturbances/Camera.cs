using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>Takes the picture: uneven light, cast, gamma, contrast, noise, rounding to bytes.</summary>
internal sealed class Camera
{
    private const int CurveSteps = 4096;

    private readonly Disturbances _disturbances;
    private readonly long _seed;
    private readonly float[] _gains;
    private readonly float[] _curve = new float[CurveSteps + 1];
    private readonly (double X, double Y, double Scale) _darkest;
    private readonly (double X, double Y, double Start) _slope;

    public Camera(Disturbances disturbances, SectionPhantomOptions options)
    {
        (_disturbances, _seed) = (disturbances, options.Seed);
        _gains = [(float)(1 + (0.10 * disturbances.Cast) - 0.04), 0.96f, (float)(1 - (0.13 * disturbances.Cast) - 0.04)];
        if (disturbances.Cast == 0)
        {
            _gains = [1, 1, 1];
        }

        for (int i = 0; i <= CurveSteps; i++)
        {
            double level = 255 * Math.Pow((double)i / CurveSteps, disturbances.Gamma);
            _curve[i] = (float)(127.5 + ((level - 127.5) * disturbances.Contrast));
        }

        _slope = Slope(options);
        SeedStream random = SeedStream.At(options.Seed, 0xCA3E);
        _darkest = (random.Unit() * options.Size.Width, random.Unit() * options.Size.Height, 1 / (0.7 * Math.Max(options.Size.Width, options.Size.Height)));
    }

    /// <summary>Exposes a rectangle of the picture.</summary>
    /// <param name="area">The rectangle, pixels of the whole picture.</param>
    /// <param name="light">Light of a row of it, W × 3, grey levels.</param>
    /// <param name="rgb">Where the row's bytes go.</param>
    /// <param name="row">Number of the row in the whole picture.</param>
    public void Expose(PixelRectangle area, ReadOnlySpan<float> light, Span<byte> rgb, int row)
    {
        for (int x = 0; x < area.Width; x++)
        {
            float shade = Shade(area.X + x, row);
            ulong random = _disturbances.Noise > 0 ? SeedStream.At(_seed, 0x701CE, area.X + x, row).Next() : 0;
            for (int c = 0; c < 3; c++)
            {
                float level = light[(3 * x) + c] * shade * _gains[c];
                level = _curve[Math.Clamp((int)((level * (CurveSteps / 255f)) + 0.5f), 0, CurveSteps)];
                level += (float)_disturbances.Noise * Bell(random >> (21 * c));
                rgb[(3 * x) + c] = (byte)Math.Clamp((int)MathF.Round(level), 0, 255);
            }

            if (_disturbances.IsGray)
            {
                Span<byte> pixel = rgb.Slice(3 * x, 3);
                pixel.Fill(Luma.Gray(pixel[0], pixel[1], pixel[2]));
            }
        }
    }

    // Dimmed most at one place of the picture, softly around it.
    private float Shade(int x, int y)
    {
        double slope = _slope.Start - (_slope.X * x) - (_slope.Y * y);
        if (_disturbances.Uneven == 0)
        {
            return (float)slope;
        }

        double dx = (x - _darkest.X) * _darkest.Scale, dy = (y - _darkest.Y) * _darkest.Scale;
        return (float)(slope * (1 - (_disturbances.Uneven / (1 + (4 * ((dx * dx) + (dy * dy)))))));
    }

    // 1 at the brightest corner, less by the slope at the one across.
    private static (double X, double Y, double Start) Slope(SectionPhantomOptions options)
    {
        if (options.LightSlope == 0)
        {
            return (0, 0, 1);
        }

        double angle = SeedStream.At(options.Seed, 0x510E).Between(0, 2 * Math.PI), cos = Math.Cos(angle), sin = Math.Sin(angle);
        double across = (Math.Abs(cos) * options.Size.Width) + (Math.Abs(sin) * options.Size.Height), fall = options.LightSlope / across;
        double first = Math.Min(cos * options.Size.Width, 0) + Math.Min(sin * options.Size.Height, 0);
        return (fall * cos, fall * sin, 1 + (fall * first));
    }

    // Sum of three 7-bit uniforms: nearly normal, mean 0, standard deviation 1.
    private static float Bell(ulong bits)
    {
        int sum = (int)(bits & 127) + (int)((bits >> 7) & 127) + (int)((bits >> 14) & 127);
        return (sum - 190.5f) * (1 / 64.0f);
    }
}
