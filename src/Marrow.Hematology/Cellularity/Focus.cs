using Marrow.Hematology.Segmentation;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>
/// How much of the contrast of nuclei is left in fine structure: the mean squared step over 0.5 µm, divided by that over 3 µm,
/// in the most textured places. A ratio of contrasts, so brightness, contrast and stain drop out; defocus lowers it.
/// </summary>
internal static class Focus
{
    private const double FineMicrometers = 0.5, CoarseMicrometers = 3;

    // Coarser pictures do not hold the fine structure, in focus or not.
    private const double CoarsestScale = 0.6;

    /// <returns>The ratio, or null where the pixels are too large to tell.</returns>
    public static double? Measure(IReadOnlyList<Raster<byte>> tiles, Scene scene)
    {
        if (scene.MicrometersPerPixel > CoarsestScale)
        {
            return null;
        }

        int fine = Math.Max(1, (int)Math.Round(FineMicrometers / scene.MicrometersPerPixel)), coarse = (int)Math.Round(CoarseMicrometers / scene.MicrometersPerPixel);
        double small = 0, large = 0;
        foreach (Raster<byte> tile in tiles)
        {
            small += Steps(tile, fine);
            large += Steps(tile, coarse);
        }

        return large > 0 ? small / large : null;
    }

    /// <summary>Mean squared step to the right.</summary>
    private static double Steps(Raster<byte> tile, int lag)
    {
        long sum = 0, count = 0;
        for (int y = 0; y < tile.Height; y++)
        {
            ReadOnlySpan<byte> row = tile.Row(y);
            for (int x = lag; x < row.Length; x++, count++)
            {
                int step = row[x] - row[x - lag];
                sum += step * step;
            }
        }

        return count == 0 ? 0 : sum / (double)count;
    }
}
