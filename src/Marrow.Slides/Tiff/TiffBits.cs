using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>Samples of fewer than 8 bits, palettes and inverted grey.</summary>
internal static class TiffBits
{
    /// <summary>One byte for each sample of 1, 2 or 4 bits; rows start on whole bytes.</summary>
    public static byte[] Unpack(byte[] packed, TiffLayout layout, int rows)
    {
        int bits = layout.BitsPerSample, mask = (1 << bits) - 1, across = layout.Block.Width * layout.SamplesInBlock;
        byte[] samples = new byte[across * rows];
        for (int y = 0; y < rows; y++)
        {
            ReadOnlySpan<byte> row = packed.AsSpan(y * layout.BlockRowBytes, layout.BlockRowBytes);
            for (int x = 0; x < across; x++)
            {
                int position = x * bits;
                samples[(y * across) + x] = (byte)((row[position >> 3] >> (8 - bits - (position & 7))) & mask);
            }
        }

        return samples;
    }

    /// <summary>Brings samples of fewer bits to 0–255.</summary>
    public static void Stretch(Span<byte> samples, int bits)
    {
        int step = 255 / ((1 << bits) - 1);
        foreach (ref byte sample in samples)
        {
            sample = (byte)(sample * step);
        }
    }

    public static void Invert(Span<byte> samples)
    {
        foreach (ref byte sample in samples)
        {
            sample = (byte)(255 - sample);
        }
    }

    /// <summary>The colours of indices; a second sample a pixel (transparency of a palette) is laid aside.</summary>
    public static void Paint(ReadOnlySpan<byte> indices, int samplesPerPixel, RgbColor[] palette, int channels, Span<byte> pixels)
    {
        for (int from = 0, to = 0; to < pixels.Length; from += samplesPerPixel, to += channels)
        {
            RgbColor colour = palette[indices[from]];
            pixels[to] = colour.R;
            if (channels == 3)
            {
                (pixels[to + 1], pixels[to + 2]) = (colour.G, colour.B);
            }
        }
    }
}
