using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// Resizes planes with pixel areas kept in register (the picture's edges stay edges): cubic B-splines for pictures, linear for
/// probabilities and, class by class, for labels. Equals scikit-image's resize in double precision with its edge mode.
/// </summary>
public static class PlaneResize
{
    /// <summary>Cubic; values stay within those of the input. Returns the input where the size is the same.</summary>
    public static Planes Cubic(Planes planes, PixelSize size) => Resize(planes, size, ResizeAxis.Cubic);

    /// <summary>Linear. Returns the input where the size is the same.</summary>
    public static Planes Linear(Planes planes, PixelSize size) => Resize(planes, size, ResizeAxis.Linear);

    /// <summary>Each label is resized linearly as a mask and kept where it covers half a pixel; a higher label wins.</summary>
    public static short[] Labels(short[] labels, PixelSize from, PixelSize to)
    {
        if (from == to)
        {
            return labels;
        }

        short[] resized = new short[to.Width * to.Height];
        foreach (short label in labels.Distinct().Order())
        {
            double[] mask = Array.ConvertAll(labels, value => value == label ? 1.0 : 0.0);
            double[] cover = ResizeAxis.Both(mask, from, to, ResizeAxis.Linear);
            for (int i = 0; i < resized.Length; i++)
            {
                resized[i] = cover[i] >= 0.5 ? label : resized[i];
            }
        }

        return resized;
    }

    private static Planes Resize(Planes planes, PixelSize size, Func<int, int, ResizeAxis> axis)
    {
        if (planes.Size == size)
        {
            return planes;
        }

        var resized = new Planes(planes.Channels, size.Width, size.Height);
        Parallel.For(0, planes.Channels, channel =>
        {
            double[] source = Array.ConvertAll(planes.Plane(channel).ToArray(), value => (double)value);
            double low = source.Min(), high = source.Max();
            double[] result = ResizeAxis.Both(source, planes.Size, size, axis);
            Span<float> plane = resized.Plane(channel);
            for (int i = 0; i < plane.Length; i++)
            {
                plane[i] = (float)Math.Clamp(result[i], low, high);
            }
        });
        return resized;
    }
}
