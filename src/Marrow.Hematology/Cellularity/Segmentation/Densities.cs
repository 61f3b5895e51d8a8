using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Optical densities (decadic) of a picture in red and green, relative to its slide's white.</summary>
/// <param name="Red">H × W, row by row; below 0 where the picture is brighter than white.</param>
/// <param name="Green">Alike.</param>
internal sealed record Densities(PixelSize Size, float[] Red, float[] Green)
{
    // Darker than this share of white is black.
    private const double Darkest = 0.004;

    /// <param name="rgb">H × W × 3.</param>
    public static Densities Of(Raster<byte> rgb, RgbColor white)
    {
        float[] reds = Table(white.R), greens = Table(white.G);
        var densities = new Densities(rgb.Size, new float[rgb.Samples.Length / 3], new float[rgb.Samples.Length / 3]);
        for (int i = 0; i < densities.Red.Length; i++)
        {
            densities.Red[i] = reds[rgb.Samples[3 * i]];
            densities.Green[i] = greens[rgb.Samples[(3 * i) + 1]];
        }

        return densities;
    }

    /// <param name="sigma">In pixels.</param>
    public Densities Smoothed(double sigma) => new(Size, GaussianFilter.Smooth(Red, Size, sigma), GaussianFilter.Smooth(Green, Size, sigma));

    /// <summary>The pixels whose densities in red and green meet a condition.</summary>
    public Mask Where(Func<float, float, bool> holds)
    {
        var mask = new Mask(Size.Width, Size.Height);
        for (int i = 0; i < Red.Length; i++)
        {
            mask.Values[i] = holds(Red[i], Green[i]) ? (byte)1 : (byte)0;
        }

        return mask;
    }

    private static float[] Table(byte white) =>
        [.. Enumerable.Range(0, 256).Select(level => (float)-Math.Log10(Math.Max(Darkest, level / (double)Math.Max(1, (int)white))))];
}
