using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>Where windows of one size lie on a picture: evenly spaced, the first at the start and the last at the end, the spacing at most a given share of the window.</summary>
public static class SlidingWindow
{
    /// <summary>Window starts along one axis, ascending.</summary>
    /// <param name="length">Of the axis, at least <paramref name="window"/>.</param>
    /// <param name="step">Largest spacing as a share of the window, above 0 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is shorter than the window, or the step is outside its range.</exception>
    public static int[] Starts(int length, int window, double step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, window);
        if (step is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, "the step must be above 0 and at most 1");
        }

        int count = (int)Math.Ceiling((length - window) / (window * step)) + 1;
        double spacing = count > 1 ? (double)(length - window) / (count - 1) : 0;
        return Enumerable.Range(0, count).Select(i => (int)Math.Round(spacing * i)).ToArray();
    }

    /// <summary>All windows, row after row.</summary>
    public static IReadOnlyList<PixelRectangle> Windows(PixelSize picture, PixelSize window, double step)
    {
        int[] columns = Starts(picture.Width, window.Width, step);
        return Starts(picture.Height, window.Height, step)
            .SelectMany(y => columns.Select(x => new PixelRectangle(x, y, window.Width, window.Height)))
            .ToArray();
    }
}
