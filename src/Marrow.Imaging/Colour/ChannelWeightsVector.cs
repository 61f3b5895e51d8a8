using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Marrow.Imaging;

/// <summary>The vector form of <see cref="ChannelWeights"/>: eight pixels a step where AVX2 is present.</summary>
internal static class ChannelWeightsVector
{
    /// <summary>Converts as many whole groups as fit without reading past the samples; returns how many pixels are done.</summary>
    public static int Apply(ChannelWeights weights, ReadOnlySpan<byte> rgb, Span<byte> gray)
    {
        if (!Avx2.IsSupported)
        {
            return 0;
        }

        // Each 128-bit half takes four pixels (12 of its 16 bytes): as 32-bit lanes [R,G] and [B,1] pairs of 16 bits,
        // so that one multiply-add gives the weighted R + G and another the weighted B.
        Vector256<byte> redGreen = Pattern(0, 1), blue = Pattern(2, -1);
        Vector256<short> redGreenWeights = Vector256.Create((weights.Green << 16) | (ushort)weights.Red).AsInt16();
        Vector256<short> blueWeights = Vector256.Create((int)weights.Blue).AsInt16();
        Vector256<int> half = Vector256.Create(weights.Half);
        ref byte source = ref MemoryMarshal.GetReference(rgb);
        int i = 0;
        for (; (3 * i) + 28 <= rgb.Length && i + 8 <= gray.Length; i += 8)
        {
            Vector256<byte> samples = Vector256.Create(
                Vector128.LoadUnsafe(ref source, (nuint)(3 * i)),
                Vector128.LoadUnsafe(ref source, (nuint)((3 * i) + 12)));
            Vector256<int> sum = Avx2.MultiplyAddAdjacent(Avx2.Shuffle(samples, redGreen).AsInt16(), redGreenWeights)
                + Avx2.MultiplyAddAdjacent(Avx2.Shuffle(samples, blue).AsInt16(), blueWeights) + half;
            Vector256<int> value = Vector256.ShiftRightLogical(sum, weights.Bits);
            Vector128<short> words = Sse2.PackSignedSaturate(value.GetLower(), value.GetUpper());
            ulong bytes = Sse2.PackUnsignedSaturate(words, words).AsUInt64().ToScalar();
            MemoryMarshal.Write(gray[i..], in bytes);
        }

        return i;
    }

    /// <summary>For each of four pixels the samples at two offsets, each widened to 16 bits; −1 gives zero.</summary>
    private static Vector256<byte> Pattern(int first, int second)
    {
        Span<byte> pattern = stackalloc byte[32];
        pattern.Fill(0x80);
        for (int pixel = 0; pixel < 4; pixel++)
        {
            for (int half = 0; half <= 16; half += 16)
            {
                pattern[half + (4 * pixel)] = (byte)((3 * pixel) + first);
                if (second >= 0)
                {
                    pattern[half + (4 * pixel) + 2] = (byte)((3 * pixel) + second);
                }
            }
        }

        return Vector256.Create<byte>(pattern);
    }
}
