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

        for (; i < bytes; i += 3)
        {
            Vector256<double> product = Product(source[i], source[i + 1], source[i + 2]);
            for (int channel = 0; channel < 3; channel++)
            {
                target[i + channel] = product[channel] > 255 ? (byte)_clip : (byte)product[channel];
            }
        }
    }

    /// <summary>Lanes R, G, B and nothing; stores four bytes of which the last is overwritten by the next pixel, so the last pixels are left to the scalar loop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ApplyWide(ReadOnlySpan<byte> source, Span<byte> target)
    {
        Vector256<double> most = Vector256.Create(255.0), clip = Vector256.Create((double)_clip);
        Vector128<byte> pack = Vector128.Create((byte)0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        ref byte input = ref MemoryMarshal.GetReference(source), output = ref MemoryMarshal.GetReference(target);
        int i = 0;
        for (; i + 6 <= target.Length; i += 3)
        {
            ref byte at = ref Unsafe.Add(ref input, i);
            Vector256<double> product = Product(at, Unsafe.Add(ref at, 1), Unsafe.Add(ref at, 2));
            product = Vector256.ConditionalSelect(Vector256.GreaterThan(product, most), clip, product);
            Vector128<int> levels = Avx.ConvertToVector128Int32WithTruncation(product);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref output, i), Vector128.Shuffle(levels.AsByte(), pack).AsUInt32()[0]);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<double> Product(byte r, byte g, byte b)
    {
        ref Vector256<double> rows = ref MemoryMarshal.GetArrayDataReference(_rows);
        return Unsafe.Add(ref rows, r) * Unsafe.Add(ref rows, 256 + g) * Unsafe.Add(ref rows, 512 + b);
    }
}
