using System.Collections.Concurrent;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Segmentation;

/// <summary>A picture of the whole slide of bounded size: blocks of a level's pixels averaged.</summary>
/// <param name="Rgb">H × W × 3.</param>
/// <param name="Downsample">Level-0 pixels per pixel of the view.</param>
internal sealed record CoarseView(Raster<byte> Rgb, double Downsample)
{
    private const long PixelLimit = 4_000_000;

    /// <summary>Reads the view from the smallest level that still has enough pixels, strip by strip.</summary>
    public static CoarseView Read(Slide slide, CancellationToken token)
    {
        int level = LevelOf(slide), block = BlockOf(slide.Levels[level].Size);
        PixelSize size = slide.Levels[level].Size;
        Raster<byte> view = Empty(size, block);
        // As high as most tiles, where that is not too much.
        int stripRows = (int)Math.Clamp(Math.Min(256 / block, 1_100_000L / ((long)size.Width * block)), 1, 256);
        int strips = (view.Height + stripRows - 1) / stripRows;
        // Not one for each worker: workers that wait for rows come and go, and leave theirs behind.
        ConcurrentBag<byte[]> spare = [];
        InOrder.Each(strips, strip =>
        {
            byte[] buffer = spare.TryTake(out byte[]? used) ? used : GC.AllocateUninitializedArray<byte>(stripRows * block * size.Width * 3);
            int first = strip * stripRows, rows = Math.Min(stripRows, view.Height - first), stride = size.Width * 3;
            int top = first * block, height = Math.Min(rows * block, size.Height - top);
            Span<byte> pixels = buffer.AsSpan(0, height * stride);
            slide.Pass(level, new PixelRectangle(0, top, size.Width, height), pixels);
            for (int row = 0; row < rows; row++)
            {
                int from = row * block, count = Math.Min(block, height - from);
                BlockMean.Row(pixels.Slice(from * stride, count * stride), (stride, 3), block, view.Row(first + row));
            }

            spare.Add(buffer);
        }, token);
        return new CoarseView(view, slide.Levels[level].Downsample * block);
    }

    /// <summary>Evens the view's light out, in place.</summary>
    public void Even(Illumination light) => light.Even(Rgb, (0, 0), Downsample);

    /// <summary>The smallest level that still has enough pixels.</summary>
    public static int LevelOf(Slide slide)
    {
        int level = 0;
        while (level + 1 < slide.Levels.Count && IsFineEnough(slide.Levels[level + 1].Size))
        {
            level++;
        }

        return level;
    }

    /// <summary>The side of blocks that a level of this size is averaged in.</summary>
    public static int BlockOf(PixelSize size) => Math.Max(1, (int)Math.Ceiling(Math.Sqrt(size.Area / (double)PixelLimit)));

    /// <summary>True for the size of a view with pixels enough.</summary>
    public static bool IsFineEnough(PixelSize size) => size.Area >= PixelLimit / 4;

    public static Raster<byte> Empty(PixelSize size, int block) => new((size.Width + block - 1) / block, (size.Height + block - 1) / block, 3);
}
