using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>How much of a case is cut out so that a rotated and shrunk patch still finds content under it.</summary>
public static class InitialPatchSize
{
    /// <summary>The smallest scale that the cut-out provides for; nnU-Net's constant.</summary>
    private const double SmallestScale = 0.85;

    /// <summary>The size to cut out for a final patch.</summary>
    /// <param name="patch">The patch that the network sees.</param>
    /// <param name="rotationLimit">Largest rotation either way, radians; beyond a quarter turn nothing is added.</param>
    public static PixelSize For(PixelSize patch, double rotationLimit)
    {
        double angle = Math.Min(rotationLimit, Math.PI / 2);
        double height = Math.Abs((patch.Height * Math.Cos(angle)) + (patch.Width * Math.Sin(angle)));
        double width = Math.Abs((patch.Width * Math.Cos(angle)) - (patch.Height * Math.Sin(angle)));
        return new PixelSize(Widen(width, patch.Width), Widen(height, patch.Height));
    }

    /// <summary>The rotation limit of a patch shape: a half turn, or π/12 where it is more than 1.5 times longer than wide.</summary>
    public static double RotationLimit(PixelSize patch) =>
        (double)Math.Max(patch.Width, patch.Height) / Math.Min(patch.Width, patch.Height) > 1.5 ? Math.PI / 12 : Math.PI;

    private static int Widen(double rotated, int plain) => (int)(Math.Max(rotated, plain) / SmallestScale);
}
