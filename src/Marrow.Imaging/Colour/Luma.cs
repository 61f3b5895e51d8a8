namespace Marrow.Imaging;

/// <summary>
/// Grey from colour with the weights of ITU-R BT.601 in 14-bit fixed point, rounded half up:
/// (4899 R + 9617 G + 1868 B + 8192) >> 14. The same value as OpenCV's conversion, for every colour.
/// </summary>
public static class Luma
{
    private const int RedWeight = 4899, GreenWeight = 9617, BlueWeight = 1868, Half = 8192, Shift = 14;

    public static byte Gray(byte r, byte g, byte b) =>
        (byte)(((r * RedWeight) + (g * GreenWeight) + (b * BlueWeight) + Half) >> Shift);

    /// <summary>Converts interleaved RGB samples to one grey value a pixel.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit: three samples for each grey value.</exception>
    public static void Gray(ReadOnlySpan<byte> rgb, Span<byte> gray)
    {
        if (rgb.Length != 3 * gray.Length)
        {
            throw new ArgumentException($"{gray.Length} grey values need {3L * gray.Length} samples, got {rgb.Length}", nameof(rgb));
        }

        int done = LumaVector.Convert(rgb, gray);
        for (int i = done, s = 3 * done; i < gray.Length; i++, s += 3)
        {
            gray[i] = Gray(rgb[s], rgb[s + 1], rgb[s + 2]);
        }
    }

    /// <summary>The grey picture of an H × W × 3 RGB picture.</summary>
    /// <exception cref="ArgumentException">The picture has not three channels.</exception>
    public static Raster<byte> Gray(Raster<byte> rgb)
    {
        ArgumentNullException.ThrowIfNull(rgb);
        if (rgb.Channels != 3)
        {
            throw new ArgumentException($"grey is made from 3 channels, got {rgb.Channels}", nameof(rgb));
        }

        var gray = new Raster<byte>(rgb.Width, rgb.Height, 1);
        Gray(rgb.Samples, gray.Samples);
        return gray;
    }
}
