using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>The slide reduced to a grid by averaging, read in bands from the coarsest level that is fine enough; never the whole slide at once.</summary>
internal static class SlideThumbnail
{
    private const long BandBytes = 2L << 20;

    /// <summary>Fills the same of a sheet, for somebody who passes over level 0; null where a smaller level has it, or it would be level 0 itself.</summary>
    public static PassingMeans? Beside(Slide slide, OverlayGrid grid, Raster<byte> sheet) =>
        LevelFor(slide, grid) == 0 && grid.Factor is > 1 and <= PassingMeans.LargestSide ? new PassingMeans(slide.Size, grid.Factor, sheet) : null;

    /// <summary>Fills the upper left of a sheet, one RGB pixel per grid cell.</summary>
    /// <exception cref="SlideFormatException">The file is damaged.</exception>
    public static void Read(Slide slide, OverlayGrid grid, Raster<byte> sheet, CancellationToken token)
    {
        int level = LevelFor(slide, grid);
        PixelSize size = slide.Levels[level].Size;
        double cell = grid.Factor / slide.Levels[level].Downsample;
        int[] columns = Edges(grid.Size.Width, cell, size.Width), rows = Edges(grid.Size.Height, cell, size.Height);
        int rowsAtOnce = (int)Math.Clamp(BandBytes / (size.Width * 3L * Math.Max(1, (int)Math.Ceiling(cell))), 1, grid.Size.Height);
        int bands = (grid.Size.Height + rowsAtOnce - 1) / rowsAtOnce;
        ConcurrentBag<byte[]> spare = [];
        InOrder.Each(bands, band =>
        {
            byte[] buffer = spare.TryTake(out byte[]? used) ? used : [];
            int first = band * rowsAtOnce, last = Math.Min(first + rowsAtOnce, grid.Size.Height), top = rows[first], stride = size.Width * 3;
            int height = Math.Max(rows[last], rows[last - 1] + 1) - top;
            buffer = buffer.Length < height * stride ? new byte[height * stride] : buffer;
            slide.Pass(level, new PixelRectangle(0, top, size.Width, height), buffer.AsSpan(0, height * stride));
            for (int row = first; row < last; row++)
            {
                int from = rows[row] - top, to = Math.Max(rows[row + 1], rows[row] + 1) - top;
                Average(buffer.AsSpan(from * stride, (to - from) * stride), stride, columns, sheet.Row(row));
            }

            spare.Add(buffer);
        }, token);
        HeapMemory.GiveBack();
    }

    private static int LevelFor(Slide slide, OverlayGrid grid)
    {
        int level = slide.Levels.Count - 1;
        while (level > 0 && slide.Levels[level].Downsample > grid.Factor + 1e-6)
        {
            level--;
        }

        return level;
    }

    /// <summary>Where cells begin on a level, and its end; rounded, inside the level.</summary>
    private static int[] Edges(int cells, double cell, int length)
    {
        int[] edges = new int[cells + 1];
        for (int i = 0; i < cells; i++)
        {
            edges[i] = Math.Min(length - 1, (int)Math.Round(i * cell));
        }

        edges[cells] = length;
        return edges;
    }

    /// <summary>Means over columns from edge to edge, of the rows given, at most <see cref="ColumnSums.RowLimit"/>; rounded half up.</summary>
    private static void Average(ReadOnlySpan<byte> pixels, int stride, int[] columns, Span<byte> target)
    {
        int rows = Math.Min(pixels.Length / stride, ColumnSums.RowLimit);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(stride * sizeof(ushort));
        Span<ushort> sums = MemoryMarshal.Cast<byte, ushort>(buffer.AsSpan(0, stride * sizeof(ushort)));
        sums.Clear();
        for (int y = 0; y < rows; y++)
        {
            ColumnSums.Add(pixels.Slice(y * stride, stride), sums);
        }

        for (int cell = 0; cell < columns.Length - 1; cell++)
        {
            int from = columns[cell], to = Math.Max(columns[cell + 1], from + 1), count = (to - from) * rows;
            int red = count / 2, green = red, blue = red;
            for (int i = from * 3; i < to * 3; i += 3)
            {
                red += sums[i];
                green += sums[i + 1];
                blue += sums[i + 2];
            }

            target[cell * 3] = (byte)(red / count);
            target[(cell * 3) + 1] = (byte)(green / count);
            target[(cell * 3) + 2] = (byte)(blue / count);
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
