using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>Shows only what a mask covers.</summary>
public static class MaskOverlay
{
    /// <summary>The picture where the mask is inside, one colour elsewhere.</summary>
    /// <param name="rgb">H × W × 3.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static Raster<byte> Draw(Raster<byte> rgb, Mask mask, RgbColor outside)
    {
        ArgumentNullException.ThrowIfNull(rgb);
        ArgumentNullException.ThrowIfNull(mask);
        if (rgb.Size != mask.Size || rgb.Channels != 3)
        {
            throw new ArgumentException($"the mask is {mask.Size} and the picture {rgb.Size} with {rgb.Channels} channels", nameof(mask));
        }

        var result = new Raster<byte>(rgb.Width, rgb.Height, 3, (byte[])rgb.Samples.Clone());
        for (int i = 0; i < mask.Values.Length; i++)
        {
            if (mask.Values[i] == 0)
            {
                (result.Samples[3 * i], result.Samples[(3 * i) + 1], result.Samples[(3 * i) + 2]) = (outside.R, outside.G, outside.B);
            }
        }

        return result;
    }
}
