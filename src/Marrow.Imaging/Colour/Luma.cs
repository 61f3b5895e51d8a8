namespace Marrow.Imaging;

/// <summary>
/// Grey from colour with the weights of ITU-R BT.601 in 15-bit fixed point, rounded half up:
/// (9798 R + 19235 G + 3735 B + 16384) >> 15. The same value as OpenCV's cvtColor (4.6), for every colour; what its imread makes grey
/// (14 bits, and a JPEG's own luma) differs by a level in 0.3 % of the colours.
/// </summary>
public static class Luma
{
    private static readonly ChannelWeights Weights = new(9798, 19235, 3735, Bits: 15);

    public static byte Gray(byte r, byte g, byte b) => Weights.Apply(r, g, b);

    /// <summary>Converts interleaved RGB samples to one grey value a pixel.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit: three samples for each grey value.</exception>
    public static void Gray(ReadOnlySpan<byte> rgb, Span<byte> gray) => Weights.Apply(rgb, gray);

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
