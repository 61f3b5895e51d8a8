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

        var sums = new int[target.Length];
        for (int y = 0; y < rows; y++)
        {
            AddRow(pixels.Row(top + y), block, channels, sums);
        }

        for (int i = 0; i < target.Length; i++)
        {
            int columns = Math.Min(block, pixels.Width - (i / channels * block)), count = columns * rows;
            target[i] = (byte)((sums[i] + (count / 2)) / count);
        }
    }

    private static void AddRow(ReadOnlySpan<byte> row, int block, int channels, int[] sums)
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
