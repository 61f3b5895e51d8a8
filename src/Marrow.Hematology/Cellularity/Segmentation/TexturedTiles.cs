using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Segmentation;

/// <summary>A few full-size samples of a slide, where its coarse view is most textured: there is tissue, and its nuclei.</summary>
internal static class TexturedTiles
{
    private const int TileLimit = 4;

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
        var grid = SampleGrid.Of(size);
        double[] textures = new double[grid.Count];
        for (int i = 0; i < textures.Length; i++)
        {
            textures[i] = SampleGrid.Texture(view, grid.Tile(i));
        }

        List<PixelRectangle> places = [];
        while (places.Count < Math.Min(TileLimit, textures.Length))
        {
            int most = 0;
            for (int i = 1; i < textures.Length; i++)
            {
                most = textures[i] > textures[most] ? i : most;
            }

            places.Add(grid.Tile(most));
            textures[most] = -1;
        }

        return places;
    }

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
