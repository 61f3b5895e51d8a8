using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// The size of nuclei from scale space: the width of the scale-normalized Laplacian of Gaussian to which dark blobs answer most
/// (Lindeberg 1998), over whole tiles, so that no nucleus has to be outlined.
/// </summary>
internal static class NuclearScale
{
    // The width at which nuclei of marrow sections answer most, in µm: 5.9 pixels on 40× fields.
    private const double NuclearSigma = 1.48;

    // Without this drop of the answer towards twice and four times the width there is no peak, and nuclei are not resolved.
    private const double LeastDrop = 1.35;

    // Widths 1, √2, 2 … 32 pixels: two on each level of a pyramid after the first.
    private const int Octaves = 5;

    /// <summary>Microns per pixel, or null where nuclei are not resolved.</summary>
    /// <param name="planes">Three planes to work in, each as large as the largest tile.</param>
    public static double? From(Raster<byte>[] tiles, Appearance appearance, float[][] planes)
    {
        var answers = new double[(2 * Octaves) + 1];
        var parts = new double[tiles.Length][];
        ConcurrentBag<float[][]> spare = [planes];
        InOrder.Each(tiles.Length, i =>
        {
            float[][] storage = spare.TryTake(out float[][]? used) ? used : [new float[planes[0].Length], new float[planes[0].Length], new float[planes[0].Length]];
            parts[i] = Answers(tiles[i], appearance, storage);
            spare.Add(storage);
        });
        for (int s = 0; s < answers.Length; s++)
        {
            answers[s] = Math.Sqrt(parts.Sum(part => part[s]));
        }

        int peak = 0;
        for (int s = 1; s + 2 < answers.Length; s++)
        {
            peak = answers[s] > answers[peak] ? s : peak;
        }

        bool isPeak = peak > 0 && answers[peak] > LeastDrop * answers[Math.Min(peak + 4, answers.Length - 1)];
        return isPeak ? NuclearSigma / Math.Pow(2, (peak + Offset(answers, peak)) / 2) : null;
    }

    /// <summary>Where between the sampled widths the top of a parabola through the peak and its neighbours lies, −0.5 … 0.5 steps.</summary>
    private static double Offset(double[] answers, int peak)
    {
        if (peak == 0 || peak == answers.Length - 1)
        {
            return 0;
        }

        double left = answers[peak - 1], right = answers[peak + 1], bend = left - (2 * answers[peak]) + right;
        return bend < 0 ? Math.Clamp(0.5 * (left - right) / bend, -0.5, 0.5) : 0;
    }

    /// <summary>Mean squares of the positive answers, by width; wide kernels work on a reduced tile.</summary>
    private static double[] Answers(Raster<byte> tile, Appearance appearance, float[][] storage)
    {
        // What is brighter than typical tissue is levelled, so that only dark blobs answer.
        byte level = (byte)appearance.Tissue;
        Raster<byte> plane = new(tile.Width, tile.Height, 1);
        TensorPrimitives.Min(tile.Samples, level, plane.Samples);
        double[] answers = new double[1 + (2 * Octaves)];
        answers[0] = Answer(plane, 1, storage) / plane.Samples.Length;
        for (int i = 1; i < answers.Length; i += 2)
        {
            answers[i] = Answer(plane, Math.Sqrt(2), storage) / plane.Samples.Length;
            answers[i + 1] = Answer(plane, 2, storage) / plane.Samples.Length;
            plane = Half(plane);
        }

        return answers;
    }

    private static Raster<byte> Half(Raster<byte> plane)
    {
        var half = new Raster<byte>((plane.Width + 1) / 2, (plane.Height + 1) / 2, 1);
        for (int y = 0; y < half.Height; y++)
        {
            BlockMean.Row(plane, 2 * y, 2, half.Row(y));
        }

        return half;
    }

    private static double Answer(Raster<byte> plane, double sigma, float[][] storage)
    {
        Span<float> values = storage[0].AsSpan(0, plane.Samples.Length);
        TensorPrimitives.ConvertTruncating<byte, float>(plane.Samples, values);
        // The difference of two Gaussians stands for the Laplacian; widths around sigma in the ratio 1.6 (Marr and Hildreth 1980).
        float[] wide = storage[0], narrow = storage[2];
        GaussianFilter.Smooth(values, plane.Size, sigma / Math.Sqrt(1.6), (storage[1], narrow));
        GaussianFilter.Smooth(values, plane.Size, sigma * Math.Sqrt(1.6), (storage[1], wide));
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double answer = Math.Max(0, wide[i] - narrow[i]);
            sum += answer * answer;
        }

        return sum;
    }
}
