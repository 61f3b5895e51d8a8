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
        var counts = new int[3 * Buckets];
        int count = 0;
        for (int i = 0; i < inside.Length; i++)
        {
            if (inside[i] != 0)
            {
                uint key = Key(heights[i]);
                count++;
                counts[key & (Buckets - 1)]++;
                counts[Buckets + ((key >> Bits) & (Buckets - 1))]++;
                counts[(2 * Buckets) + (key >> (2 * Bits))]++;
            }
        }

        (uint Key, int Pixel)[] from = GC.AllocateUninitializedArray<(uint, int)>(count), to = GC.AllocateUninitializedArray<(uint, int)>(count);
        for (int i = 0, next = 0; i < inside.Length; i++)
        {
            if (inside[i] != 0)
            {
                from[next++] = (Key(heights[i]), i);
            }
        }

        Pass(from, to, counts.AsSpan(0, Buckets), 0);
        Pass(to, from, counts.AsSpan(Buckets, Buckets), Bits);
        Pass(from, to, counts.AsSpan(2 * Buckets), 2 * Bits);
        int[] order = GC.AllocateUninitializedArray<int>(count);
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = to[i].Pixel;
        }

        return order;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass((uint Key, int Pixel)[] from, (uint Key, int Pixel)[] to, Span<int> places, int shift)
    {
        for (int i = 0, sum = 0; i < places.Length; i++)
        {
            (places[i], sum) = (sum, sum + places[i]);
        }

        foreach ((uint Key, int Pixel) entry in from)
        {
            to[places[(int)((entry.Key >> shift) & (Buckets - 1))]++] = entry;
        }
    }

    /// <summary>A number that is smaller the higher the height; the two zeros are one height.</summary>
    private static uint Key(float height)
    {
        uint bits = BitConverter.SingleToUInt32Bits(height + 0f);
        return (bits & 0x8000_0000) != 0 ? bits : bits ^ 0x7FFF_FFFF;
    }
}
