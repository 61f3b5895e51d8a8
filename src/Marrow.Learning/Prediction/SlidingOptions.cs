using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>How a window is moved over a picture.</summary>
/// <param name="Window">The network's input size.</param>
/// <param name="Step">Largest spacing as a share of the window, above 0 and at most 1.</param>
/// <param name="RoundsToHalf">Whether sums are rounded to 16-bit floats after each window, as nnU-Net keeps them.</param>
/// <param name="Workers">How many windows are predicted at once.</param>
internal sealed record SlidingOptions(PixelSize Window, double Step, bool RoundsToHalf, int Workers)
{
    /// <summary>Where arrays come from.</summary>
    public FloatArrays Arrays { get; init; } = new();

    /// <summary>Where sums wait for the next row of windows.</summary>
    public SpillLimit Spill { get; init; } = SpillLimit.In(Path.GetTempPath());
}
