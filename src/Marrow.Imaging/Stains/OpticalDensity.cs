namespace Marrow.Imaging;

/// <summary>
/// Optical density of an 8-bit level, −ln((level + 1) / I₀), and the two rules on levels that follow from beta:
/// what counts as stained and what as background.
/// </summary>
internal sealed class OpticalDensity
{
    /// <summary>Pixels with every channel at or below this are black (letterbox, ink, scanner gaps), not tissue; a power of two less one.</summary>
    public const int Black = 7;

    public OpticalDensity(double transmittedLight, double beta)
    {
        StainedUpTo = -1;
        for (int level = 0; level < 256; level++)
        {
            Values[level] = -Math.Log((level + 1) / transmittedLight);
            StainedUpTo = Values[level] >= beta ? level : StainedUpTo;
        }
    }

    /// <summary>Density of each level; falls from 5.48 (level 0 at I₀ 240) to below 0 past I₀ − 1.</summary>
    public double[] Values { get; } = new double[256];

    /// <summary>The brightest level whose density reaches beta; −1 where none does.</summary>
    public int StainedUpTo { get; }

    /// <summary>Whether a packed colour (red in the low byte) is black.</summary>
    public static bool IsBlack(uint colour) => (colour & ~(Black * 0x010101u)) == 0;

    /// <summary>Every channel absorbs at least beta, and the pixel is not black.</summary>
    public bool IsTissue(int r, int g, int b) => r <= StainedUpTo && g <= StainedUpTo && b <= StainedUpTo && (r | g | b) > Black;

    /// <summary>Every channel absorbs less than beta.</summary>
    public bool IsBackground(int r, int g, int b) => r > StainedUpTo && g > StainedUpTo && b > StainedUpTo;
}
