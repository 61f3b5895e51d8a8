using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Segmentation;

/// <summary>A few full-size samples of a slide, where its coarse view is most textured: there is tissue, and its nuclei.</summary>
internal static class TexturedTiles
{
    private const int TileSide = 640, TileLimit = 4;

    /// <summary>Brightness of up to four tiles, the most textured first.</summary>
    public static Raster<byte>[] Read(Slide slide, CoarseView view, Appearance appearance, CancellationToken token) =>
        [.. Places(slide.Size, view).Select(place => Brightness(slide, place, appearance, token))];

    private static IEnumerable<PixelRectangle> Places(PixelSize size, CoarseView view)
    {
        int columns = Math.Max(1, (size.Width + TileSide - 1) / TileSide), rows = Math.Max(1, (size.Height + TileSide - 1) / TileSide);
        var tiles = from row in Enumerable.Range(0, rows)
                    from column in Enumerable.Range(0, columns)
                    let place = Tile(size, column, columns, row, rows)
                    orderby Texture(view, place) descending, row, column
                    select place;
        return tiles.Take(TileLimit);
    }

    private static PixelRectangle Tile(PixelSize size, int column, int columns, int row, int rows)
    {
        int x = (int)((long)size.Width * column / columns), y = (int)((long)size.Height * row / rows);
        return new PixelRectangle(x, y, Math.Min(TileSide, size.Width - x), Math.Min(TileSide, size.Height - y));
    }

    /// <summary>Mean step between neighbours in the view's green.</summary>
    private static double Texture(CoarseView view, PixelRectangle place)
    {
        int left = (int)(place.X / view.Downsample), top = (int)(place.Y / view.Downsample);
        int right = Math.Min(view.Rgb.Width - 1, (int)(place.Right / view.Downsample)), bottom = Math.Min(view.Rgb.Height, (int)(place.Bottom / view.Downsample));
        long sum = 0, count = 1;
        for (int y = top; y < bottom && left < right; y++)
        {
            ReadOnlySpan<byte> row = view.Rgb.Row(y)[(left * 3)..((right + 1) * 3)];
            for (int green = 1; green + 3 < row.Length; green += 3, count++)
            {
                sum += Math.Abs(row[green] - row[green + 3]);
            }
        }

        return sum / (double)count;
    }

    private static Raster<byte> Brightness(Slide slide, PixelRectangle place, Appearance appearance, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        Raster<byte> rgb = slide.Read(0, place);
        var brightness = new Raster<byte>(place.Width, place.Height, 1);
        appearance.Brightness.Apply(rgb.Samples, brightness.Samples);
        for (int y = 0; y < place.Height; y++)
        {
            appearance.Light.Even(brightness.Row(y), 1, place.X, place.Y + y);
        }

        return brightness;
    }
}
