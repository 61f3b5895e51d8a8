using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Marrow.Imaging;

/// <summary>Writes the colours of tissue pixels one after the other, without a branch on what a pixel shows.</summary>
internal static class TissuePacking
{
    /// <summary>Places past the pixels' number that <see cref="Pack"/> may write to.</summary>
    public const int Spare = 8;

    private const uint NotBlack = 0xFF_FFFF & ~(OpticalDensity.Black * 0x01_0101u);

    // For each set of eight lanes the permutation that moves its members to the front, in order.
    private static readonly Vector256<int>[] Front = [.. Enumerable.Range(0, 256).Select(MovesToFront)];

    /// <summary>How many colours were written, and how many pixels are black.</summary>
    /// <param name="stainedUpTo">The brightest level that still counts as stained; −1 where none does.</param>
    public static (int Count, long Black) Pack(ReadOnlySpan<byte> rgb, int stainedUpTo, Span<uint> found)
    {
        int i = 0, count = 0;
        long black = 0;
        if (Avx2.IsSupported && stainedUpTo >= 0)
        {
            (i, count, black) = PackWide(rgb, (byte)stainedUpTo, found);
        }

        for (; i + 2 < rgb.Length; i += 3)
        {
            int r = rgb[i], g = rgb[i + 1], b = rgb[i + 2];
            found[count] = (uint)(r | (g << 8) | (b << 16));
            // Sign bits: dark is −1 where no channel passes the limit, lit is −1 where some channel is above black.
            int dark = ~((stainedUpTo - r) | (stainedUpTo - g) | (stainedUpTo - b)) >> 31;
            int lit = (OpticalDensity.Black - (r | g | b)) >> 31;
            count -= dark & lit;
            black += 1 + lit;
        }

        return (count, black);
    }

    /// <summary>Eight pixels at once: two loads of 16 bytes that hold 4 pixels each, spread to one pixel a lane; stops where a load would leave the picture.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Next, int Count, long Black) PackWide(ReadOnlySpan<byte> rgb, byte stainedUpTo, Span<uint> found)
    {
        Vector256<byte> spread = Vector256.Create(Spread, Spread), limit = Vector256.Create(stainedUpTo);
        Vector256<uint> notBlack = Vector256.Create(NotBlack);
        ref byte source = ref MemoryMarshal.GetReference(rgb);
        ref uint target = ref MemoryMarshal.GetReference(found);
        ref Vector256<int> front = ref MemoryMarshal.GetArrayDataReference(Front);
        int i = 0, count = 0;
        long black = 0;
        for (; i + 28 <= rgb.Length; i += 24)
        {
            Vector256<byte> bytes = Vector256.Create(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, i)), Vector128.LoadUnsafe(ref Unsafe.Add(ref source, i + 12)));
            Vector256<byte> colours = Avx2.Shuffle(bytes, spread);
            uint dark = Vector256.Equals(Vector256.Max(colours, limit).AsUInt32(), limit.AsUInt32()).ExtractMostSignificantBits();
            uint dim = Vector256.Equals(colours.AsUInt32() & notBlack, Vector256<uint>.Zero).ExtractMostSignificantBits();
            uint tissue = dark & ~dim;
            Avx2.PermuteVar8x32(colours.AsInt32(), Unsafe.Add(ref front, tissue)).AsUInt32().StoreUnsafe(ref Unsafe.Add(ref target, count));
            count += BitOperations.PopCount(tissue);
            black += BitOperations.PopCount(dim);
        }

        return (i, count, black);
    }

    private static Vector128<byte> Spread => Vector128.Create((byte)0, 1, 2, 0x80, 3, 4, 5, 0x80, 6, 7, 8, 0x80, 9, 10, 11, 0x80);

    private static Vector256<int> MovesToFront(int lanes)
    {
        int[] order = [.. Enumerable.Range(0, 8).OrderBy(lane => (lanes >> lane) & 1 ^ 1)];
        return Vector256.Create(order);
    }
}
