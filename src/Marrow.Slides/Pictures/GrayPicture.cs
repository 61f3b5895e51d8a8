using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>Between grey and RGB pictures.</summary>
internal static class GrayPicture
{
    /// <summary>Repeats each grey three times.</summary>
    public static void Repeat(ReadOnlySpan<byte> gray, Span<byte> rgb)
    {
        for (int from = 0, to = 0; from < gray.Length; from++, to += 3)
        {
            byte value = gray[from];
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (value, value, value);
        }
    }

    public static Raster<byte> ToRgb(Raster<byte> gray)
    {
        Raster<byte> rgb = new(gray.Width, gray.Height, 3);
        Repeat(gray.Samples, rgb.Samples);
        return rgb;
    }

    /// <summary>The grey that an RGB picture repeats.</summary>
    public static Raster<byte> FirstChannel(Raster<byte> rgb)
    {
        Raster<byte> gray = new(rgb.Width, rgb.Height, 1);
        for (int i = 0; i < gray.Samples.Length; i++)
        {
            gray.Samples[i] = rgb.Samples[3 * i];
        }

        return gray;
    }
}
