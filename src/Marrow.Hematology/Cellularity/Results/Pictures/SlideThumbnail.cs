using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>The slide reduced to a grid by averaging, read in bands from the coarsest level that is fine enough; never the whole slide at once.</summary>
internal static class SlideThumbnail
{
    private const long BandBytes = 24L << 20;

    /// <summary>RGB, one pixel per grid cell.</summary>
    /// <exception cref="SlideFormatException">The file is damaged.</exception>
    public static Raster<byte> Read(Slide slide, OverlayGrid grid, CancellationToken token)
    {
        int level = LevelFor(slide, grid);
        PixelSize size = slide.Levels[level].Size;
        double cell = grid.Factor / slide.Levels[level].Downsample;
        int[] columns = Edges(grid.Size.Width, cell, size.Width), rows = Edges(grid.Size.Height, cell, size.Height);
        Raster<byte> thumbnail = new(grid.Size.Width, grid.Size.Height, 3);
        int rowsAtOnce = (int)Math.Clamp(BandBytes / (size.Width * 3L * Math.Max(1, (int)Math.Ceiling(cell))), 1, grid.Size.Height);
        for (int y = 0; y < grid.Size.Height; y += rowsAtOnce)
        {
            token.ThrowIfCancellationRequested();
            int last = Math.Min(y + rowsAtOnce, grid.Size.Height), top = rows[y];
            Raster<byte> band = slide.Read(level, new PixelRectangle(0, top, size.Width, Math.Max(rows[last], top + 1) - top));
            Parallel.For(y, last, row => Average(band, (rows[row] - top, Math.Max(rows[row + 1], rows[row] + 1) - top), columns, thumbnail.Row(row)));
        }

        return thumbnail;
    }

    private static int LevelFor(Slide slide, OverlayGrid grid) =>
        Enumerable.Range(0, slide.Levels.Count).Last(level => level == 0 || slide.Levels[level].Downsample <= grid.Factor + 1e-6);

    /// <summary>Where cells begin on a level, and its end; rounded, inside the level.</summary>
    private static int[] Edges(int cells, double cell, int length) =>
        Enumerable.Range(0, cells + 1).Select(i => i == cells ? length : Math.Min(length - 1, (int)Math.Round(i * cell))).ToArray();

    private static void Average(Raster<byte> band, (int From, int To) rows, int[] columns, Span<byte> target)
    {
        for (int cell = 0; cell < columns.Length - 1; cell++)
        {
            int from = columns[cell], to = Math.Max(columns[cell + 1], from + 1), red = 0, green = 0, blue = 0;
            for (int y = rows.From; y < rows.To; y++)
            {
                ReadOnlySpan<byte> pixels = band.Row(y)[(from * 3)..(to * 3)];
                for (int i = 0; i + 2 < pixels.Length; i += 3)
                {
                    red += pixels[i];
                    green += pixels[i + 1];
                    blue += pixels[i + 2];
                }
            }

            int count = (to - from) * (rows.To - rows.From), half = count / 2;
            target[cell * 3] = (byte)((red + half) / count);
            target[(cell * 3) + 1] = (byte)((green + half) / count);
            target[(cell * 3) + 2] = (byte)((blue + half) / count);
        }
    }
}
