using System.Numerics;
using System.Runtime.CompilerServices;
using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Averages square blocks of pixels; blocks cut by the edge average what they have.</summary>
internal static class BlockMean
{
    /// <summary>One row of block means, all channels, rounded half up.</summary>
    /// <param name="pixels">H × W × C.</param>
    /// <param name="top">First pixel row of the blocks.</param>
    /// <param name="block">Side of a block in pixels.</param>
    /// <param name="target">ceil(W / block) × C values.</param>
    public static void Row(Raster<byte> pixels, int top, int block, Span<byte> target)
    {
        int channels = pixels.Channels, rows = Math.Min(block, pixels.Height - top);
        if (block == 1)
        {
            pixels.Row(top).CopyTo(target);
            return;
        }

        int x = channels == 1 && block == 2 && rows == 2 ? Pairs(pixels.Row(top), pixels.Row(top + 1), target) : 0;
        if (x == target.Length)
        {
            return;
        }

        var sums = new int[target.Length];
        for (int y = 0; y < rows; y++)
        {
            AddRow(pixels.Row(top + y)[(x * block)..], block, channels, sums.AsSpan(x));
        }

        for (int i = x; i < target.Length; i++)
        {
            int columns = Math.Min(block, pixels.Width - (i / channels * block)), count = columns * rows;
            target[i] = (byte)((sums[i] + (count / 2)) / count);
        }
    }

    /// <summary>Means of 2 × 2 samples of two whole rows, as many as vectors hold; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Pairs(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> target)
    {
        int x = 0, step = Vector<byte>.Count;
        for (; (2 * x) + (2 * step) <= upper.Length; x += step)
        {
            Vector<ushort> low = FourSums(upper[(2 * x)..], lower[(2 * x)..]), high = FourSums(upper[((2 * x) + step)..], lower[((2 * x) + step)..]);
            Vector.Narrow(low, high).CopyTo(target[x..]);
        }

        return x;
    }

    /// <summary>Rounded means of neighbours in two rows.</summary>
    private static Vector<ushort> FourSums(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower)
    {
        Vector<ushort> a = new Vector<byte>(upper).As<byte, ushort>(), b = new Vector<byte>(lower).As<byte, ushort>(), mask = new(0xFF);
        return ((a & mask) + (a >> 8) + (b & mask) + (b >> 8) + new Vector<ushort>(2)) >> 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow(ReadOnlySpan<byte> row, int block, int channels, Span<int> sums)
    {
        int step = block * channels;
        for (int from = 0, target = 0; from < row.Length; from += step, target += channels)
        {
            ReadOnlySpan<byte> samples = row.Slice(from, Math.Min(step, row.Length - from));
            for (int i = 0; i < samples.Length; i += channels)
            {
                for (int c = 0; c < channels; c++)
                {
                    sums[target + c] += samples[i + c];
                }
            }
        }
    }
}
