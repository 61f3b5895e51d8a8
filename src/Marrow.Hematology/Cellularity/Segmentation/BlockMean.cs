using System.Buffers;
using System.Numerics;
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
        int stride = pixels.Width * pixels.Channels, rows = Math.Min(block, pixels.Height - top);
        Row(pixels.Samples.AsSpan(top * stride, rows * stride), (stride, pixels.Channels), block, target);
    }

    /// <summary>As above, of the rows of one row of blocks, at most as many as a block's side.</summary>
    /// <param name="shape">Samples of a row, and channels.</param>
    public static void Row(ReadOnlySpan<byte> samples, (int Stride, int Channels) shape, int block, Span<byte> target)
    {
        (int stride, int channels) = shape;
        int rows = samples.Length / stride;
        if (block == 1)
        {
            samples.CopyTo(target);
            return;
        }

        int x = channels == 1 && block == 2 && rows == 2 ? Pairs(samples[..stride], samples[stride..], target) : 0;
        if (x == target.Length)
        {
            return;
        }

        int first = x * block * channels;
        int[] buffer = ArrayPool<int>.Shared.Rent(stride - first);
        Span<int> sums = buffer.AsSpan(0, stride - first);
        sums.Clear();
        for (int y = 0; y < rows; y++)
        {
            AddRow(samples.Slice((y * stride) + first, stride - first), sums);
        }

        for (int left = 0; left < sums.Length; left += block * channels)
        {
            if (channels == 3)
            {
                MeanColour(sums.Slice(left, Math.Min(block * 3, sums.Length - left)), rows, target.Slice((first + left) / block, 3));
                continue;
            }

            int count = Math.Min(block * channels, sums.Length - left);
            Mean(sums.Slice(left, count), count / channels * rows, target.Slice((first + left) / block, channels));
        }

        ArrayPool<int>.Shared.Return(buffer);
    }

    /// <summary>The rounded mean of neighbouring sums of pixels.</summary>
    private static void Mean(ReadOnlySpan<int> sums, int count, Span<byte> target)
    {
        for (int c = 0; c < target.Length; c++)
        {
            int sum = count / 2;
            for (int i = c; i < sums.Length; i += target.Length)
            {
                sum += sums[i];
            }

            target[c] = (byte)(sum / count);
        }
    }

    /// <summary>The same for three channels.</summary>
    private static void MeanColour(ReadOnlySpan<int> sums, int rows, Span<byte> target)
    {
        int count = sums.Length / 3 * rows, red = count / 2, green = red, blue = red;
        for (int i = 0; i + 3 <= sums.Length; i += 3)
        {
            red += sums[i];
            green += sums[i + 1];
            blue += sums[i + 2];
        }

        (target[0], target[1], target[2]) = ((byte)(red / count), (byte)(green / count), (byte)(blue / count));
    }

    /// <summary>Means of 2 × 2 samples of two whole rows, as many as vectors hold; returns how many.</summary>
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

    private static void AddRow(ReadOnlySpan<byte> row, Span<int> sums)
    {
        int i = 0, quarter = Vector<int>.Count;
        for (; i + (4 * quarter) <= row.Length; i += 4 * quarter)
        {
            Vector.Widen(new Vector<byte>(row[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
            Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
            Add(first, sums[i..]);
            Add(second, sums[(i + quarter)..]);
            Add(third, sums[(i + (2 * quarter))..]);
            Add(fourth, sums[(i + (3 * quarter))..]);
        }

        for (; i < row.Length; i++)
        {
            sums[i] += row[i];
        }
    }

    private static void Add(Vector<uint> values, Span<int> sums) => (new Vector<int>(sums) + values.As<uint, int>()).CopyTo(sums);
}
