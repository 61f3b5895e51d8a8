namespace Marrow.Imaging;

/// <summary>8-bit sRGB (IEC 61966-2-1:1999) to CIELAB and back, white D65 of the 2° observer; the constants are those of scikit-image.</summary>
internal static class CieLab
{
    private const double WhiteX = 0.95047, WhiteZ = 1.08883;
    private static readonly double[] Linear = [.. Enumerable.Range(0, 256).Select(level => Linearize(level / 255.0))];

    /// <summary>L* (0…100), a*, b* of a pixel.</summary>
    public static (double L, double A, double B) Of(int r, int g, int b)
    {
        double x = Linear[r], y = Linear[g], z = Linear[b];
        double fx = Fold(((0.412453 * x) + (0.357580 * y) + (0.180423 * z)) / WhiteX);
        double fy = Fold((0.212671 * x) + (0.715160 * y) + (0.072169 * z));
        double fz = Fold(((0.019334 * x) + (0.119193 * y) + (0.950227 * z)) / WhiteZ);
        return ((116 * fy) - 16, 500 * (fx - fy), 200 * (fy - fz));
    }

    /// <summary>The nearest 8-bit colour, clipped to what sRGB can show.</summary>
    public static (byte R, byte G, byte B) ToRgb(double l, double a, double b)
    {
        double fy = (l + 16) / 116, fx = (a / 500) + fy, fz = Math.Max(0, fy - (b / 200));
        double x = Unfold(fx) * WhiteX, y = Unfold(fy), z = Unfold(fz) * WhiteZ;
        return (Level((3.24048134 * x) - (1.53715152 * y) - (0.49853633 * z)),
            Level((-0.96925495 * x) + (1.87599000 * y) + (0.04155593 * z)),
            Level((0.05564664 * x) - (0.20404134 * y) + (1.05731107 * z)));
    }

    private static double Linearize(double value) => value > 0.04045 ? Math.Pow((value + 0.055) / 1.055, 2.4) : value / 12.92;

    private static double Fold(double t) => t > 0.008856 ? Math.Cbrt(t) : (7.787 * t) + (16.0 / 116);

    private static double Unfold(double f) => f > 0.2068966 ? f * f * f : (f - (16.0 / 116)) / 7.787;

    private static byte Level(double linear)
    {
        double value = linear > 0.0031308 ? (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055 : linear * 12.92;
        return (byte)Math.Round(Math.Clamp(value, 0, 1) * 255, MidpointRounding.ToEven);
    }
}
