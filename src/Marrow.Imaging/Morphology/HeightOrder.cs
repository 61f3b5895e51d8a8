using System.Runtime.CompilerServices;

namespace Marrow.Imaging;

/// <summary>The pixels of a mask from high to low; equal heights in reading order. Sorted by the bits of the floats, eleven at a time.</summary>
internal static class HeightOrder
{
    private const int Bits = 11, Buckets = 1 << Bits;

    /// <returns>Indices of the inside pixels.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int[] Of(float[] heights, Mask mask)
    {
        byte[] inside = mask.Values;
        var places = new int[3 * Buckets];
        int count = 0;
        for (int i = 0; i < inside.Length; i++)
        {
            if (inside[i] != 0)
            {
                uint key = Key(heights[i]);
                count++;
                places[key & (Buckets - 1)]++;
                places[Buckets + ((key >> Bits) & (Buckets - 1))]++;
                places[(2 * Buckets) + (key >> (2 * Bits))]++;
            }
        }

        // Each pass goes on with the bits that are left of a key; the last one's order takes the first one's place.
        uint[] keys = GC.AllocateUninitializedArray<uint>(count);
        ushort[] upper = GC.AllocateUninitializedArray<ushort>(count);
        int[] order = GC.AllocateUninitializedArray<int>(count), half = GC.AllocateUninitializedArray<int>(count);
        ByLowBits(heights, inside, Starts(places.AsSpan(0, Buckets)), (keys, order));
        ByMiddleBits((keys, order), Starts(places.AsSpan(Buckets, Buckets)), (upper, half));
        ByHighBits((upper, half), Starts(places.AsSpan(2 * Buckets)), order);
        return order;
    }

    /// <summary>Where each bucket begins, in place of how many it has.</summary>
    private static Span<int> Starts(Span<int> counts)
    {
        for (int i = 0, sum = 0; i < counts.Length; i++)
        {
            (counts[i], sum) = (sum, sum + counts[i]);
        }

        return counts;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ByLowBits(float[] heights, byte[] inside, Span<int> places, (uint[] Keys, int[] Pixels) to)
    {
        (uint[] keys, int[] pixels) = to;
        for (int i = 0; i < inside.Length; i++)
        {
            if (inside[i] != 0)
            {
                uint key = Key(heights[i]);
                int place = places[(int)(key & (Buckets - 1))]++;
                (keys[place], pixels[place]) = (key >> Bits, i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ByMiddleBits((uint[] Keys, int[] Pixels) from, Span<int> places, (ushort[] Keys, int[] Pixels) to)
    {
        (uint[] keys, int[] pixels) = from;
        (ushort[] upper, int[] sorted) = to;
        for (int i = 0; i < keys.Length; i++)
        {
            uint key = keys[i];
            int place = places[(int)(key & (Buckets - 1))]++;
            (upper[place], sorted[place]) = ((ushort)(key >> Bits), pixels[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ByHighBits((ushort[] Keys, int[] Pixels) from, Span<int> places, int[] to)
    {
        (ushort[] keys, int[] pixels) = from;
        for (int i = 0; i < keys.Length; i++)
        {
            to[places[keys[i]]++] = pixels[i];
        }
    }

    /// <summary>A number that is smaller the higher the height; the two zeros are one height.</summary>
    private static uint Key(float height)
    {
        uint bits = BitConverter.SingleToUInt32Bits(height + 0f);
        return (bits & 0x8000_0000) != 0 ? bits : bits ^ 0x7FFF_FFFF;
    }
}
