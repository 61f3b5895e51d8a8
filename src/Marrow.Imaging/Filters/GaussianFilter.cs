using System.Numerics.Tensors;

namespace Marrow.Imaging;

/// <summary>Gaussian smoothing, rows then columns; past the edge the nearest pixel is repeated.</summary>
public static class GaussianFilter
{
    /// <param name="values">H × W, row by row.</param>
    /// <param name="size">Width and height.</param>
    /// <param name="sigma">In pixels; the kernel is cut at four sigma. Zero copies.</param>
    public static float[] Smooth(ReadOnlySpan<float> values, PixelSize size, double sigma)
    {
        var result = new float[values.Length];
        Smooth(values, size, sigma, (new float[values.Length], result));
        return result;
    }

    /// <summary>The same into the caller's storage, for one who smooths often.</summary>
    /// <param name="storage">Each as long as the values; the result may be the values themselves.</param>
    public static void Smooth(ReadOnlySpan<float> values, PixelSize size, double sigma, (float[] Scratch, float[] Result) storage)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sigma);
        if (sigma == 0)
        {
            values.CopyTo(storage.Result);
            return;
        }

        float[] kernel = Kernel(sigma), rows = storage.Scratch;
        int w = size.Width, h = size.Height, radius = kernel.Length - 1;
        var padded = new float[w + (2 * radius)];
        for (int y = 0; y < h; y++)
        {
            ReadOnlySpan<float> source = values.Slice(y * w, w);
            padded.AsSpan(0, radius).Fill(source[0]);
            source.CopyTo(padded.AsSpan(radius));
            padded.AsSpan(radius + w).Fill(source[^1]);
            SmoothRow(padded, rows.AsSpan(y * w, w), kernel);
        }

        SmoothColumns(rows, size, kernel, storage.Result);
    }

    private static void SmoothRow(float[] padded, Span<float> target, float[] kernel)
    {
        int radius = kernel.Length - 1;
        TensorPrimitives.Multiply(padded.AsSpan(radius, target.Length), kernel[0], target);
        for (int k = 1; k <= radius; k++)
        {
            AddRow(target, padded.AsSpan(radius - k, target.Length), kernel[k]);
            AddRow(target, padded.AsSpan(radius + k, target.Length), kernel[k]);
        }
    }

    private static void SmoothColumns(float[] rows, PixelSize size, float[] kernel, float[] result)
    {
        int w = size.Width, h = size.Height;
        for (int y = 0; y < h; y++)
        {
            Span<float> target = result.AsSpan(y * w, w);
            TensorPrimitives.Multiply(rows.AsSpan(y * w, w), kernel[0], target);
            for (int k = 1; k < kernel.Length; k++)
            {
                AddRow(target, rows.AsSpan(Math.Max(0, y - k) * w, w), kernel[k]);
                AddRow(target, rows.AsSpan(Math.Min(h - 1, y + k) * w, w), kernel[k]);
            }
        }
    }

    private static void AddRow(Span<float> target, ReadOnlySpan<float> row, float weight) =>
        TensorPrimitives.MultiplyAdd(row, weight, target, target);

    /// <summary>The half kernel from the centre out; centre + 2 × the others = 1.</summary>
    private static float[] Kernel(double sigma)
    {
        var kernel = new float[(int)Math.Ceiling(4 * sigma) + 1];
        double sum = 0;
        for (int i = 0; i < kernel.Length; i++)
        {
            kernel[i] = (float)Math.Exp(-0.5 * i * i / (sigma * sigma));
            sum += i == 0 ? kernel[i] : 2 * kernel[i];
        }

        for (int i = 0; i < kernel.Length; i++)
        {
            kernel[i] = (float)(kernel[i] / sum);
        }

        return kernel;
    }
}
