using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Marrow.Slides;

/// <summary>The check sum of zlib streams (RFC 1950): two sums modulo 65,521, and how those of two parts join.</summary>
internal readonly record struct Adler32(uint Low, uint High)
{
    private const uint Prime = 65521;

    // The most bytes that 32 bits add up without a remainder taken (RFC 1950's NMAX).
    private const int Block = 5552;

    /// <summary>Of no bytes.</summary>
    public static Adler32 Empty { get; } = new(1, 0);

    public uint Value => (High << 16) | Low;

    public static Adler32 Of(ReadOnlySpan<byte> bytes)
    {
        uint low = 1, high = 0;
        for (int from = 0; from < bytes.Length; from += Block)
        {
            ReadOnlySpan<byte> block = bytes.Slice(from, Math.Min(Block, bytes.Length - from));
            for (int i = Avx2.IsSupported ? AddWide(block, ref low, ref high) : 0; i < block.Length; i++)
            {
                low += block[i];
                high += low;
            }

            low %= Prime;
            high %= Prime;
        }

        return new Adler32(low, high);
    }

    /// <summary>
    /// Adds 32 bytes a step, as many as fit; returns how many. To the higher sum each step adds 32 times the lower one before it,
    /// and the first byte 32 times, the second 31 times, the last once.
    /// </summary>
    private static int AddWide(ReadOnlySpan<byte> block, ref uint low, ref uint high)
    {
        Vector256<sbyte> times = Vector256.Create(32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, (sbyte)1);
        Vector256<uint> sums = Vector256<uint>.Zero, before = sums, weighted = sums;
        ref byte first = ref MemoryMarshal.GetReference(block);
        int i = 0;
        for (; i + 32 <= block.Length; i += 32)
        {
            Vector256<byte> bytes = Vector256.LoadUnsafe(ref first, (nuint)i);
            before += sums;
            sums += Avx2.SumAbsoluteDifferences(bytes, Vector256<byte>.Zero).AsUInt32();
            weighted += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(bytes, times), Vector256<short>.One).AsUInt32();
        }

        high += ((uint)i * low) + (32 * Vector256.Sum(before)) + Vector256.Sum(weighted);
        low += Vector256.Sum(sums);
        return i;
    }

    /// <summary>Of these bytes with others after them.</summary>
    public Adler32 Then(Adler32 next, int nextBytes) => new(
        (Low + next.Low + Prime - 1) % Prime,
        (uint)((High + next.High + ((ulong)(nextBytes % Prime) * (Low + Prime - 1))) % Prime));
}
