using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// The pixels of a slide that its one measurement rests on: the whole of a small picture, else up to 64 evenly spread tiles of tissue
/// of 256 × 256 pixels of level 0, stacked. Tiles of pen, ink or glass are passed over. Bounded memory, no randomness.
/// </summary>
internal static class StainSample
{
    private const int Tile = 256, MostTiles = 64;
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
        for (int i = 0; i < tissue.Count; i++)
        {
            token.ThrowIfCancellationRequested();
            bool chosen = (long)i * MostTiles / tissue.Count != (long)(i - 1) * MostTiles / tissue.Count || i == 0;
            if (chosen && slide.Read(0, tissue[i]) is { } tile && StainNormalization.Doubt(tile, options) is null)
            {
                kept.Add(tile);
            }
        }

        return kept.Count == 0 ? null : new Raster<byte>(Tile, Tile * kept.Count, 3, [.. kept.SelectMany(tile => tile.Samples)]);
    }

    /// <summary>Whole tiles of level 0 of which a tenth or more is tissue, seen on the coarsest level that still shows a tile as 8 × 8 pixels.</summary>
    private static List<PixelRectangle> TissueTiles(Slide slide, StainOptions options, CancellationToken token)
    {
        int level = Enumerable.Range(0, slide.Levels.Count).Last(i => slide.Levels[i].Downsample <= CoarsestDownsample);
        double side = Tile / slide.Levels[level].Downsample;
        List<PixelRectangle> tiles = [];
        for (int y = 0; y + Tile <= slide.Size.Height; y += Tile)
        {
            token.ThrowIfCancellationRequested();
            int top = (int)(y / (double)Tile * side), height = Math.Max(1, (int)side);
            Raster<byte> band = slide.Read(level, new PixelRectangle(0, top, slide.Levels[level].Size.Width, height));
            for (int x = 0; x + Tile <= slide.Size.Width; x += Tile)
            {
                int left = (int)(x / (double)Tile * side), width = Math.Min(height, band.Width - left);
                if (width > 0 && StainNormalization.CountTissue(band.Crop(new PixelRectangle(left, 0, width, height)), options) >= LeastTissue * width * height)
                {
                    tiles.Add(new PixelRectangle(x, y, Tile, Tile));
                }
            }
        }

        return tiles;
    }
}
