namespace Marrow.Radiomics;

/// <summary>How uneven a part of a cell is over a few pixels: the mean distance of luma from its local mean.</summary>
internal static class Granularity
{
    private const int Reach = 2;

    /// <param name="part">The part to look at; only its own pixels count in local means.</param>
    /// <param name="luma">H × W over the part's box.</param>
    public static double Of(RegionPlane part, double[] luma)
    {
        double sum = 0;
        for (int y = 0; y < part.Height; y++)
        {
            for (int x = 0; x < part.Width; x++)
            {
                if (part.Inside[(y * part.Width) + x] != 0)
                {
                    sum += Math.Abs(luma[(y * part.Width) + x] - LocalMean(part, luma, x, y));
                }
            }
        }

        return sum / part.Count;
    }

    private static double LocalMean(RegionPlane part, double[] luma, int x, int y)
    {
        (double sum, int count) = (0, 0);
        for (int row = Math.Max(0, y - Reach); row <= Math.Min(part.Height - 1, y + Reach); row++)
        {
            for (int column = Math.Max(0, x - Reach); column <= Math.Min(part.Width - 1, x + Reach); column++)
            {
                int at = (row * part.Width) + column;
                sum += part.Inside[at] != 0 ? luma[at] : 0;
                count += part.Inside[at];
            }
        }

        return sum / count;
    }
}
