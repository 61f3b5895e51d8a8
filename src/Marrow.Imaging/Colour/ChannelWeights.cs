namespace Marrow.Imaging;

/// <summary>
/// A weighted sum of red, green and blue in fixed point, rounded half up and limited to 255: in 14 bits (r R + g G + b B + 8192) >> 14.
/// </summary>
/// <param name="Red">Weight of red × 2 to the bits, 0–32767; the others alike.</param>
/// <param name="Bits">After the point: 14 or 15.</param>
public sealed record ChannelWeights(short Red, short Green, short Blue, int Bits = 14)
{
    internal int Half => 1 << (Bits - 1);

    public byte Apply(byte r, byte g, byte b) => (byte)Math.Min(255, ((r * Red) + (g * Green) + (b * Blue) + Half) >> Bits);

    /// <summary>Converts interleaved RGB samples to one value a pixel.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit: three samples for each value.</exception>
    public void Apply(ReadOnlySpan<byte> rgb, Span<byte> values)
    {
        if (rgb.Length != 3 * values.Length)
        {
            throw new ArgumentException($"{values.Length} values need {3L * values.Length} samples, got {rgb.Length}", nameof(rgb));
        }

        int done = ChannelWeightsVector.Apply(this, rgb, values);
        for (int i = done, s = 3 * done; i < values.Length; i++, s += 3)
        {
            values[i] = Apply(rgb[s], rgb[s + 1], rgb[s + 2]);
        }
    }
}
