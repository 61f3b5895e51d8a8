using System.Numerics;
using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>Separable Gaussian blur of a plane, edges reflected without repeating the edge pixel, kernel cut at five standard deviations.</summary>
internal static class GaussianBlur
{
    /// <param name="plane">H × W values, blurred in place.</param>
    /// <param name="size">Width and height.</param>
    /// <param name="sigmaY">Standard deviation down the columns, pixels.</param>
    /// <param name="sigmaX">Standard deviation along the rows, pixels.</param>
    public static void Apply(Span<float> plane, PixelSize size, double sigmaY, double sigmaX)
    {
        var source = new float[plane.Length];
        float[] vertical = Kernel(sigmaY), horizontal = Kernel(sigmaX);
        plane.CopyTo(source);
        for (int y = 0; y < size.Height; y++)
        {
            Span<float> row = plane.Slice(y * size.Width, size.Width);
            row.Clear();
            for (int k = 0; k < vertical.Length; k++)
            {
                int from = Reflect(y + k - (vertical.Length / 2), size.Height);
                AddScaled(row, source.AsSpan(from * size.Width, size.Width), vertical[k]);
            }
        }

        for (int y = 0; y < size.Height; y++)
        {
            BlurRow(plane.Slice(y * size.Width, size.Width), horizontal, source.AsSpan(0, size.Width));
        }
    }

    private static void BlurRow(Span<float> row, float[] kernel, Span<float> copy)
    {
        int side = Math.Min(kernel.Length / 2, row.Length), inner = Math.Max(0, row.Length - (2 * side));
        row.CopyTo(copy);
        row.Clear();
        for (int k = 0; k < kernel.Length && inner > 0; k++)
        {
            AddScaled(row.Slice(side, inner), copy[k..], kernel[k]);
        }

        for (int i = 0; i < row.Length - inner; i++)
        {
            int x = i < side ? i : i + inner;
            row[x] = SumReflected(copy, x, kernel);
        }
    }

    // At an edge.
    private static float SumReflected(ReadOnlySpan<float> row, int x, float[] kernel)
    {
        float sum = 0;
        for (int k = 0; k < kernel.Length; k++)
        {
            sum += kernel[k] * row[Reflect(x + k - (kernel.Length / 2), row.Length)];
        }

        return sum;
    }

    // Products are rounded before they are added, in any width of registers.
    private static void AddScaled(Span<float> target, ReadOnlySpan<float> source, float weight)
    {
        int i = 0;
        for (; i <= target.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(target[i..]) + (new Vector<float>(weight) * new Vector<float>(source[i..]))).CopyTo(target[i..]);
        }

        for (; i < target.Length; i++)
        {
            target[i] += weight * source[i];
        }
    }

    private static float[] Kernel(double sigma)
    {
        int length = (int)Math.Round((sigma * 5) + 0.5, MidpointRounding.ToEven) | 1;
        var kernel = new double[length];
        for (int i = 0; i < length; i++)
        {
            double distance = (i - (length / 2)) / sigma;
            kernel[i] = Math.Exp(-0.5 * distance * distance);
        }

        double sum = kernel.Sum();
        return Array.ConvertAll(kernel, weight => (float)(weight / sum));
    }

    private static int Reflect(int index, int length)
    {
        if (length == 1)
        {
            return 0;
        }

        int period = 2 * (length - 1);
        int place = ((index % period) + period) % period;
        return place < length ? place : period - place;
    }
}
