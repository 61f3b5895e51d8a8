using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>
/// σ²·(∂²/∂x² + ∂²/∂y²) of the picture smoothed with a Gaussian, by direct convolution to 5σ, edge pixels repeated outwards.
/// The sampled kernels are corrected to exact moments: the Gaussian sums to 1, its second derivative answers 2 to x² and 0 to a constant.
/// (pyradiomics uses ITK's recursive approximation, in three dimensions.)
/// </summary>
internal static class LaplacianOfGaussian
{
    public static Raster<double> Filter(Raster<double> picture, double sigma, PixelSpacing spacing)
    {
        (double[] smoothX, double[] curveX) = Kernels(sigma, spacing.X);
        (double[] smoothY, double[] curveY) = Kernels(sigma, spacing.Y);
        Raster<double> across = Columns(Rows(picture, curveX), smoothY), down = Columns(Rows(picture, smoothX), curveY);
        double[] sum = new double[across.Samples.Length];
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] = sigma * sigma * (across.Samples[i] + down.Samples[i]);
        }

        return new Raster<double>(picture.Width, picture.Height, 1, sum);
    }

    /// <summary>The sampled Gaussian and its second derivative per squared unit of the spacing.</summary>
    private static (double[] Smooth, double[] Curve) Kernels(double sigma, double spacing)
    {
        int reach = Math.Max(1, checked((int)Math.Ceiling(5 * sigma / spacing)));
        double[] at = Enumerable.Range(-reach, (2 * reach) + 1).Select(i => i * spacing).ToArray();
        double[] gauss = at.Select(x => Math.Exp(-x * x / (2 * sigma * sigma))).ToArray();
        double total = gauss.Sum();
        double[] smooth = gauss.Select(value => value / total).ToArray();
        double variance = smooth.Zip(at, (g, x) => g * x * x).Sum();
        double[] curve = smooth.Zip(at, (g, x) => g * ((x * x) - variance)).ToArray();
        double answer = curve.Zip(at, (c, x) => c * x * x).Sum();
        return (smooth, curve.Select(value => 2 * value / answer).ToArray());
    }

    private static Raster<double> Rows(Raster<double> picture, double[] kernel)
    {
        var result = new Raster<double>(picture.Width, picture.Height, 1);
        int reach = kernel.Length / 2;
        double[] padded = new double[picture.Width + (2 * reach)];
        for (int y = 0; y < picture.Height; y++)
        {
            ReadOnlySpan<double> row = picture.Row(y);
            row.CopyTo(padded.AsSpan(reach));
            padded.AsSpan(0, reach).Fill(row[0]);
            padded.AsSpan(reach + row.Length).Fill(row[^1]);
            Span<double> to = result.Row(y);
            for (int x = 0; x < to.Length; x++)
            {
                double sum = 0;
                for (int k = 0; k < kernel.Length; k++)
                {
                    sum += kernel[k] * padded[x + k];
                }

                to[x] = sum;
            }
        }

        return result;
    }

    private static Raster<double> Columns(Raster<double> picture, double[] kernel)
    {
        var result = new Raster<double>(picture.Width, picture.Height, 1);
        int reach = kernel.Length / 2;
        for (int y = 0; y < picture.Height; y++)
        {
            Span<double> to = result.Row(y);
            for (int k = 0; k < kernel.Length; k++)
            {
                ReadOnlySpan<double> from = picture.Row(Math.Clamp(y + k - reach, 0, picture.Height - 1));
                for (int x = 0; x < to.Length; x++)
                {
                    to[x] += kernel[k] * from[x];
                }
            }
        }

        return result;
    }
}
