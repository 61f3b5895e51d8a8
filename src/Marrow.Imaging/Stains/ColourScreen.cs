using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Marrow.Imaging;

/// <summary>
/// Tells in three loads and two additions that a colour passes none of up to four tests "a linear function of density is at least a threshold".
/// Each test is a 16-bit field of a 64-bit sum: the terms are rounded up, so that a field's top bit is set wherever its test passes
/// and in few other places. What is let through must be tested exactly.
/// </summary>
internal sealed class ColourScreen
{
    /// <summary>A number of pixels to screen at once whose colours fit the first cache.</summary>
    public const int Block = 2048;

    // A field holds (sum of three terms) + offset with the threshold at bit 15. The terms' sum spans at most Range, the offset at most 2^15 + 1,
    // so that 3 units of rounding and 1 of safety keep every field below 2^16 and no field carries into the next.
    private const int TopBit = 1 << 15, Range = 30_000, FieldBits = 16, MostTests = 4;
    private const ulong TopBits = 0x8000_8000_8000_8000;

    private readonly ulong[] _terms = new ulong[3 * 256];

    /// <param name="tests">At most four; a threshold of minus infinity lets everything through.</param>
    public ColourScreen(OpticalDensity density, params ReadOnlySpan<(StainVector Function, double Threshold)> tests)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tests.Length, MostTests);
        for (int field = 0; field < tests.Length; field++)
        {
            StainVector function = tests[field].Function;
            Add(density.Values, [function.R, function.G, function.B], tests[field].Threshold, field * FieldBits);
        }
    }

    /// <summary>Packs the colours that may pass (red in the low byte), in order, without a branch; every colour that does pass is among them.</summary>
    /// <param name="rgb">Whole pixels.</param>
    /// <param name="found">At least one place for each pixel.</param>
    /// <returns>How many there are.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Select(ReadOnlySpan<byte> rgb, Span<uint> found)
    {
        ref ulong red = ref MemoryMarshal.GetArrayDataReference(_terms), green = ref Unsafe.Add(ref red, 256), blue = ref Unsafe.Add(ref red, 512);
        ref byte source = ref MemoryMarshal.GetReference(rgb);
        ref uint target = ref MemoryMarshal.GetReference(found);
        nint count = 0;
        for (nint i = 0; i < rgb.Length; i += 3)
        {
            uint r = Unsafe.Add(ref source, i), g = Unsafe.Add(ref source, i + 1), b = Unsafe.Add(ref source, i + 2);
            Unsafe.Add(ref target, count) = r | (g << 8) | (b << 16);
            ulong sum = Unsafe.Add(ref red, r) + Unsafe.Add(ref green, g) + Unsafe.Add(ref blue, b);
            count += (sum & TopBits) != 0 ? 1 : 0;
        }

        return (int)count;
    }

    /// <summary>The same of packed colours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Select(ReadOnlySpan<uint> colours, Span<uint> found)
    {
        ref ulong red = ref MemoryMarshal.GetArrayDataReference(_terms), green = ref Unsafe.Add(ref red, 256), blue = ref Unsafe.Add(ref red, 512);
        ref uint source = ref MemoryMarshal.GetReference(colours), target = ref MemoryMarshal.GetReference(found);
        nint count = 0;
        for (nint i = 0; i < colours.Length; i++)
        {
            uint colour = Unsafe.Add(ref source, i);
            Unsafe.Add(ref target, count) = colour;
            ulong sum = Unsafe.Add(ref red, (byte)colour) + Unsafe.Add(ref green, (byte)(colour >> 8)) + Unsafe.Add(ref blue, (byte)(colour >> 16));
            count += (sum & TopBits) != 0 ? 1 : 0;
        }

        return (int)count;
    }

    private void Add(double[] density, ReadOnlySpan<double> weights, double threshold, int shift)
    {
        double least = 0, most = 0;
        foreach (double weight in weights)
        {
            least += density.Min(value => weight * value);
            most += density.Max(value => weight * value);
        }

        double scale = Range / Math.Max(most - least, 1e-9);
        double place = Math.Clamp((threshold - least) * scale, 0, TopBit);
        ulong offset = (ulong)(TopBit + 1 - (int)Math.Floor(place));
        for (int channel = 0; channel < 3; channel++)
        {
            double weight = weights[channel], lowest = density.Min(value => weight * value);
            for (int level = 0; level < 256; level++)
            {
                ulong term = (ulong)Math.Ceiling(((weight * density[level]) - lowest) * scale);
                _terms[(channel * 256) + level] += (term + (channel == 0 ? offset : 0)) << shift;
            }
        }
    }
}
