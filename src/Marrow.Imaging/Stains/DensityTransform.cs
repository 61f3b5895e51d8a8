using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Marrow.Imaging;

/// <summary>
/// A linear map of optical densities, D′ = A·D + c, applied to 8-bit pixels: I₀·exp(−D′), cut to whole levels.
/// Because the exponential of a sum is a product of exponentials, each pixel is the product of three table rows (24 KiB of doubles), one per input channel.
/// </summary>
internal sealed class DensityTransform : IColourTransform
{
    // Keeps a product of three rows finite; reached only by maps that no measured stain gives.
    private const double LargestExponent = 230;

    private readonly Vector256<double>[] _rows = new Vector256<double>[3 * 256];
    private readonly int _clip;

    /// <param name="density">Gives the densities of the input levels.</param>
    /// <param name="map">A, row by row: 3 output channels × 3 input channels.</param>
    /// <param name="offset">c, or null for none.</param>
    /// <param name="look">Level of empty glass in the result, and what replaces values past 255.</param>
    public DensityTransform(OpticalDensity density, double[,] map, double[]? offset, (double TransmittedLight, int Clip) look)
    {
        _clip = look.Clip;
        for (int channel = 0; channel < 3; channel++)
        {
            for (int level = 0; level < 256; level++)
            {
                double od = density.Values[level];
                double Factor(int output) => Math.Exp(Math.Clamp(-map[output, channel] * od, -LargestExponent, LargestExponent))
                    * (channel == 0 ? look.TransmittedLight * Math.Exp(-(offset?[output] ?? 0)) : 1);
                _rows[(channel * 256) + level] = Vector256.Create(Factor(0), Factor(1), Factor(2), 0);
            }
        }
    }

    public void Apply(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int bytes = source.Length / 3 * 3, i = 0;
        if (Avx.IsSupported)
        {
            i = ApplyWide(source, target[..bytes]);
        }

        ref Vector256<double> rows = ref MemoryMarshal.GetArrayDataReference(_rows);
        for (; i < bytes; i += 3)
        {
            Vector256<double> product = Product(ref rows, source[i], source[i + 1], source[i + 2]);
            for (int channel = 0; channel < 3; channel++)
            {
                target[i + channel] = product[channel] > 255 ? (byte)_clip : (byte)product[channel];
            }
        }
    }

    /// <summary>
    /// Four pixels a turn, each as lanes R, G, B and nothing; stores sixteen bytes of which the next turn overwrites the last four,
    /// so the last pixels are left to the scalar loop.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ApplyWide(ReadOnlySpan<byte> source, Span<byte> target)
    {
        Vector256<double> clip = Vector256.Create((double)_clip);
        Vector128<byte> pack = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0x80, 0x80, 0x80, 0x80);
        ref Vector256<double> rows = ref MemoryMarshal.GetArrayDataReference(_rows);
        ref byte input = ref MemoryMarshal.GetReference(source), output = ref MemoryMarshal.GetReference(target);
        nint i = 0;
        for (; i + 16 <= target.Length; i += 12)
        {
            ref byte at = ref Unsafe.Add(ref input, i);
            Vector128<short> front = Sse41.PackUnsignedSaturate(Levels(ref rows, ref at, clip), Levels(ref rows, ref Unsafe.Add(ref at, 3), clip)).AsInt16();
            Vector128<short> back = Sse41.PackUnsignedSaturate(Levels(ref rows, ref Unsafe.Add(ref at, 6), clip), Levels(ref rows, ref Unsafe.Add(ref at, 9), clip)).AsInt16();
            Ssse3.Shuffle(Sse2.PackUnsignedSaturate(front, back), pack).StoreUnsafe(ref Unsafe.Add(ref output, i));
        }

        return (int)i;
    }

    /// <summary>One pixel's levels, 0…255; the packing that follows saturates nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Levels(ref Vector256<double> rows, ref byte pixel, Vector256<double> clip)
    {
        Vector256<double> product = Product(ref rows, pixel, Unsafe.Add(ref pixel, 1), Unsafe.Add(ref pixel, 2));
        Vector256<double> past = Vector256.GreaterThan(product, Vector256.Create(255.0));
        return Avx.ConvertToVector128Int32WithTruncation((product & ~past) | (clip & past));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Product(ref Vector256<double> rows, nuint r, nuint g, nuint b) =>
        Unsafe.Add(ref rows, r) * Unsafe.Add(ref Unsafe.Add(ref rows, 256), g) * Unsafe.Add(ref Unsafe.Add(ref rows, 512), b);
}
