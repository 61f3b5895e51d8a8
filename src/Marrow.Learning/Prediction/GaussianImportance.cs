using System.Numerics.Tensors;
using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// How much each pixel of a window counts: a Gaussian of an eighth of each side around the centre, 10 at its peak, cut off at four deviations;
/// where it is 0, the smallest value that is not.
/// </summary>
public static class GaussianImportance
{
    private const double RelativeDeviation = 1.0 / 8, Peak = 10, CutOff = 4;

    /// <summary>H × W weights, all above 0.</summary>
    /// <param name="roundsToHalf">Whether they are rounded to 16-bit floats, as nnU-Net keeps them.</param>
    public static float[] Of(PixelSize window, bool roundsToHalf)
    {
        (double[] across, double[] down, double divisor) = Axes(window);
        float[] weights = new float[checked(window.Width * window.Height)];
        float[] smallest = new float[window.Height];
        Parallel.For(0, window.Height, y =>
        {
            Span<float> row = weights.AsSpan(y * window.Width, window.Width);
            double[] exact = new double[window.Width];
            TensorPrimitives.Multiply(across, down[y], exact);
            TensorPrimitives.Divide(exact, divisor, exact);
            TensorPrimitives.ConvertTruncating<double, float>(exact, row);
            if (roundsToHalf)
            {
                HalfPrecision.Round(row);
            }

            float least = TensorPrimitives.Min<float>(row);
            smallest[y] = least > 0 ? least : SmallestAboveZero(row);
        });
        weights.AsSpan().Replace(0, smallest.Min());
        return weights;
    }

    /// <summary>The same before rounding; 0 beyond the cut-off.</summary>
    internal static double[] Exact(PixelSize window)
    {
        (double[] across, double[] down, double divisor) = Axes(window);
        double[] weights = new double[window.Width * window.Height];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = down[i / window.Width] * across[i % window.Width] / divisor;
        }

        return weights;
    }

    private static float SmallestAboveZero(ReadOnlySpan<float> weights)
    {
        float smallest = float.PositiveInfinity;
        foreach (float weight in weights)
        {
            smallest = weight > 0 ? Math.Min(smallest, weight) : smallest;
        }

        return smallest;
    }

    private static (double[] Across, double[] Down, double Divisor) Axes(PixelSize window)
    {
        double[] across = Axis(window.Width), down = Axis(window.Height);
        return (across, down, across.Max() * down.Max() / Peak);
    }

    // A Gaussian kernel laid around the middle sample.
    private static double[] Axis(int length)
    {
        double deviation = length * RelativeDeviation;
        int radius = (int)((CutOff * deviation) + 0.5);
        double[] kernel = Enumerable.Range(-radius, (2 * radius) + 1).Select(x => Math.Exp(-0.5 / (deviation * deviation) * ((double)x * x))).ToArray();
        double sum = kernel.Sum();
        double[] axis = new double[length];
        for (int i = 0; i < length; i++)
        {
            int offset = i - (length / 2) + radius;
            axis[i] = offset >= 0 && offset < kernel.Length ? kernel[offset] / sum : 0;
        }

        return axis;
    }
}
