using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// Whether there is tissue at all: marrow has nuclei even where it is all fat, and pen, dust and the edge of a cover slip have none.
/// Counted are compact dark spots of nuclear size in the most textured places.
/// </summary>
internal static class NuclearEvidence
{
    // Spots in µm² and µm; touching nuclei that make a larger spot are not needed.
    private const double LeastArea = 8, MostArea = 150, MostSide = 22, LeastFill = 0.45;

    // Fat alone shows 50 to 200 in a square millimetre, cellular marrow thousands; pictures of pen and dust up to 40, on small tiles 0 to 2 in all.
    private const int Fewest = 3;

    private const double LeastDensity = 20;

    // A smaller sample may miss the nuclei of fat by chance, in mm².
    private const double LeastSample = 0.05;

    // Nuclei are lost on larger working pixels, in µm.
    public const double Coarsest = 2;

    /// <returns>False where nuclei would be seen and are not; true where they are, or where the pictures are too small or too coarse to tell.</returns>
    public static bool AllowsTissue(IReadOnlyList<Raster<byte>> tiles, Scene scene)
    {
        double sample = tiles.Sum(tile => (double)tile.Width * tile.Height) * scene.MicrometersPerPixel * scene.MicrometersPerPixel / 1e6;
        if (scene.Working > Coarsest || sample < LeastSample)
        {
            return true;
        }

        int spots = tiles.Sum(tile => Spots(tile, scene));
        return spots >= Fewest && spots >= LeastDensity * sample;
    }

    private static int Spots(Raster<byte> tile, Scene scene)
    {
        double dark = (scene.Appearance.Tissue + scene.Appearance.Dark) / 2;
        var mask = new Mask((tile.Width + scene.Block - 1) / scene.Block, (tile.Height + scene.Block - 1) / scene.Block);
        var row = new byte[mask.Width];
        for (int y = 0; y < mask.Height; y++)
        {
            BlockMean.Row(tile, y * scene.Block, scene.Block, row);
            for (int x = 0; x < row.Length; x++)
            {
                mask.Values[(y * mask.Width) + x] = row[x] < dark ? (byte)1 : (byte)0;
            }
        }

        (LabelMap labels, int count) = ConnectedComponents.Label(mask);
        Hill[] hills = HillMeasures.Measure(labels, count, new Mask(mask.Width, mask.Height));
        return hills.Skip(1).Count(hill => IsNuclear(hill, scene));
    }

    private static bool IsNuclear(Hill spot, Scene scene)
    {
        (int width, int height) = (spot.Right - spot.Left + 1, spot.Bottom - spot.Top + 1);
        return spot.Area >= scene.Area(LeastArea) && spot.Area <= scene.Area(MostArea)
            && Math.Max(width, height) <= scene.Length(MostSide) && spot.Area >= LeastFill * width * height;
    }
}
