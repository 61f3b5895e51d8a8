using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// The pixels of a slide that its one measurement rests on: the whole of a small picture, else up to 64 evenly spread tiles of tissue
/// of 256 × 256 pixels of level 0, stacked. Tiles of pen, ink or glass are passed over. Bounded memory, no randomness.
/// </summary>
internal static class StainSample
{
    private const int Tile = 256, MostTiles = 64, TilesTogether = 8;
    private const long WholeUpTo = 1L << 22;
    private const double CoarsestDownsample = 33, LeastTissue = 0.1;

    /// <summary>Pixels as H × W × 3, or null where no tile holds tissue.</summary>
    public static Raster<byte>? Take(Slide slide, StainOptions options, CancellationToken token)
    {
        if (slide.Size.Area <= WholeUpTo)
        {
            return slide.Read(0, new PixelRectangle(0, 0, slide.Size.Width, slide.Size.Height));
        }

        List<PixelRectangle> tissue = TissueTiles(slide, options, token);
        List<Raster<byte>> kept = [];
        foreach (int chosen in Spread(tissue.Count))
        {
            token.ThrowIfCancellationRequested();
            if (slide.Read(0, tissue[chosen]) is { } tile && StainNormalization.Doubt(tile, options) is null)
            {
                kept.Add(tile);
            }
        }

        return kept.Count == 0 ? null : Stack(kept);
    }

    /// <summary>
    /// Up to 64 of so many tiles: one from each equal part of the list, at a place in the part that moves by the golden ratio.
    /// A fixed stride would meet the same few columns in every row of tiles.
    /// </summary>
    private static IEnumerable<int> Spread(int count)
    {
        const double Golden = 0.6180339887498949;
        return count <= MostTiles
            ? Enumerable.Range(0, count)
            : Enumerable.Range(0, MostTiles).Select(i => (int)((i + (i * Golden % 1)) * count / MostTiles));
    }

    /// <summary>Whole tiles of level 0 of which a tenth or more is tissue, seen on the coarsest level that still shows a tile as 8 × 8 pixels; read some tiles at a time.</summary>
    private static List<PixelRectangle> TissueTiles(Slide slide, StainOptions options, CancellationToken token)
    {
        int level = Enumerable.Range(0, slide.Levels.Count).Last(i => slide.Levels[i].Downsample <= CoarsestDownsample);
        double side = Tile / slide.Levels[level].Downsample;
        int look = Math.Max(1, (int)side), most = slide.Levels[level].Size.Width;
        List<PixelRectangle> tiles = [];
        for (int y = 0; y + Tile <= slide.Size.Height; y += Tile)
        {
            for (int first = 0; first + Tile <= slide.Size.Width; first += TilesTogether * Tile)
            {
                token.ThrowIfCancellationRequested();
                int from = Seen(first), to = Math.Min(most, Seen(first + (TilesTogether * Tile)) + look);
                Raster<byte> band = slide.Read(level, new PixelRectangle(from, Seen(y), Math.Max(1, to - from), look));
                for (int x = first; x + Tile <= Math.Min(slide.Size.Width, first + (TilesTogether * Tile)); x += Tile)
                {
                    int left = Seen(x) - from, width = Math.Min(look, most - Seen(x));
                    if (width > 0 && StainNormalization.CountTissue(band.Crop(new PixelRectangle(left, 0, width, look)), options) >= LeastTissue * width * look)
                    {
                        tiles.Add(new PixelRectangle(x, y, Tile, Tile));
                    }
                }
            }
        }

        return tiles;

        int Seen(int place) => (int)(place / (double)Tile * side);
    }

    private static Raster<byte> Stack(List<Raster<byte>> tiles)
    {
        var stack = new Raster<byte>(Tile, Tile * tiles.Count, 3);
        for (int i = 0; i < tiles.Count; i++)
        {
            tiles[i].Samples.CopyTo(stack.Samples, i * tiles[i].Samples.Length);
        }

        return stack;
    }
}
