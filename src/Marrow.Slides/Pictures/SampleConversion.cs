using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>Turns interleaved samples as files have them into 8-bit grey or RGB.</summary>
internal static class SampleConversion
{
    /// <summary>
    /// 1 band gives grey, 2 grey over white, 3 RGB, 4 RGB over white; of 16-bit samples the upper byte counts.
    /// </summary>
    /// <param name="isPremultiplied">True where colours are already multiplied by their opacity.</param>
    /// <param name="samples">In the machine's byte order where <paramref name="wide"/>.</param>
    public static void ToBytes(ReadOnlySpan<byte> samples, int bands, bool wide, Span<byte> destination, bool isPremultiplied = false)
    {
        if (!wide)
        {
            Blend(samples, bands, destination, isPremultiplied);
            return;
        }

        ReadOnlySpan<ushort> words = MemoryMarshal.Cast<byte, ushort>(samples);
        byte[] narrow = new byte[words.Length];
        for (int i = 0; i < narrow.Length; i++)
        {
            narrow[i] = (byte)(words[i] >> 8);
        }

        Blend(narrow, bands, destination, isPremultiplied);
    }

    private static void Blend(ReadOnlySpan<byte> samples, int bands, Span<byte> destination, bool isPremultiplied)
    {
        if (bands is 1 or 3)
        {
            samples.CopyTo(destination);
            return;
        }

        int colours = bands <= 2 ? 1 : 3;
        for (int from = 0, to = 0; from < samples.Length; from += bands, to += colours)
        {
            int alpha = samples[from + colours];
            for (int c = 0; c < colours; c++)
            {
                destination[to + c] = isPremultiplied ? (byte)Math.Min(255, samples[from + c] + 255 - alpha) : Over(samples[from + c], alpha);
            }
        }
    }

    /// <summary>A sample of opacity 0–255 over white, rounded to the nearest.</summary>
    private static byte Over(int sample, int alpha) => (byte)(((sample * alpha) + (255 * (255 - alpha)) + 127) / 255);
}
