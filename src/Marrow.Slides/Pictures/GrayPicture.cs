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

    /// <summary>Luma as OpenCV rounds it: 0.299, 0.587 and 0.114 as whole 16,384ths.</summary>
    public static Raster<byte> FromRgb(Raster<byte> rgb)
    {
        Raster<byte> gray = new(rgb.Width, rgb.Height, 1);
        ReadOnlySpan<byte> samples = rgb.Samples;
        for (int from = 0, to = 0; to < gray.Samples.Length; from += 3, to++)
        {
            gray.Samples[to] = (byte)(((samples[from] * 4899) + (samples[from + 1] * 9617) + (samples[from + 2] * 1868) + 8192) >> 14);
        }

        return gray;
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
