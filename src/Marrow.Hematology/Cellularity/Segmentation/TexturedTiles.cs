using System.Runtime.Intrinsics;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Segmentation;

/// <summary>A few full-size samples of a slide, where its coarse view is most textured: there is tissue, and its nuclei.</summary>
internal static class TexturedTiles
{
    private const int TileSide = 640, TileLimit = 4;

    /// <summary>Brightness of up to four tiles, the most textured first.</summary>
    public static Raster<byte>[] Read(Slide slide, CoarseView view, Appearance appearance, CancellationToken token)
    {
        List<PixelRectangle> places = Places(slide.Size, view);
        var tiles = new Raster<byte>[places.Count];
        for (int i = 0; i < tiles.Length; i++)
        {
            tiles[i] = Brightness(slide, places[i], appearance, token);
        }

        return tiles;
    }

    /// <summary>The pixels of the largest, for planes to work in.</summary>
    public static int MostPixels(Raster<byte>[] tiles)
    {
        int pixels = 0;
        foreach (Raster<byte> tile in tiles)
        {
            pixels = Math.Max(pixels, tile.Samples.Length);
        }

        return pixels;
    }

    /// <summary>Of two as textured, the upper or left one comes first.</summary>
    private static List<PixelRectangle> Places(PixelSize size, CoarseView view)
    {
        int columns = Math.Max(1, (size.Width + TileSide - 1) / TileSide), rows = Math.Max(1, (size.Height + TileSide - 1) / TileSide);
        PixelRectangle TileAt(int index) => Tile(size, index % columns, columns, index / columns, rows);
        double[] textures = new double[rows * columns];
        for (int i = 0; i < textures.Length; i++)
        {
            textures[i] = Texture(view, TileAt(i));
        }

        List<PixelRectangle> places = [];
        while (places.Count < Math.Min(TileLimit, textures.Length))
        {
            int most = 0;
            for (int i = 1; i < textures.Length; i++)
            {
                most = textures[i] > textures[most] ? i : most;
            }

            places.Add(TileAt(most));
            textures[most] = -1;
        }

        return places;
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
            sum += GreenSteps(view.Rgb.Row(y)[(left * 3)..((right + 1) * 3)]);
            count += right - left;
        }

        return sum / (double)count;
    }

    /// <summary>The sum of steps between neighbours in the green of a row of RGB.</summary>
    private static long GreenSteps(ReadOnlySpan<byte> row)
    {
        long sum = 0;
        int i = 0;
        // Sixteen pixels are three whole vectors; every third step in them is one of green.
        for (; i + 48 + 3 <= row.Length; i += 48)
        {
            Vector128<ushort> steps = Steps(row[i..], 1) + Steps(row[(i + 16)..], 0) + Steps(row[(i + 32)..], 2);
            sum += Vector128.Sum(steps);
        }

        for (i++; i + 3 < row.Length; i += 3)
        {
            sum += Math.Abs(row[i] - row[i + 3]);
        }

        return sum;
    }

    /// <summary>Sums of two of sixteen steps each, of every third from the one given.</summary>
    private static Vector128<ushort> Steps(ReadOnlySpan<byte> row, int first)
    {
        Vector128<byte> a = Vector128.Create(row), b = Vector128.Create(row[3..]), step = Vector128.Max(a, b) - Vector128.Min(a, b);
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(step & Vector128.LoadUnsafe(in EveryThird[3 - first]));
        return low + high;
    }

    private static ReadOnlySpan<byte> EveryThird => [255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255];

    private static Raster<byte> Brightness(Slide slide, PixelRectangle place, Appearance appearance, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        Raster<byte> rgb = slide.Read(0, place);
        var brightness = new Raster<byte>(place.Width, place.Height, 1);
        appearance.Brightness.Apply(rgb.Samples, brightness.Samples);
        appearance.Light.Even(brightness, (place.X, place.Y));
        return brightness;
    }
}
