namespace Marrow.Radiomics;

/// <summary>
/// A region's grey values in bins: levels count from 1. With a bin width, the lowest edge is the greatest multiple of the width
/// that does not pass the minimum (van Griethuysen 2017); with a bin count, the range is cut in equal parts and the maximum
/// belongs to the last (IBSI, fixed bin number).
/// </summary>
internal sealed class GreyLevels
{
    /// <summary>More bins than this are refused: the bins are then narrower than the values mean.</summary>
    private const int MostBins = 1 << 20;

    private GreyLevels(int[] levels, int[] present, int[] counts) => (Levels, Present, Counts) = (levels, present, counts);

    /// <summary>The level of each of the region's voxels, in their order.</summary>
    public int[] Levels { get; }

    /// <summary>The levels that occur, ascending.</summary>
    public int[] Present { get; }

    /// <summary>How many voxels each present level has.</summary>
    public int[] Counts { get; }

    /// <summary>IBSI's N_g: the greatest level.</summary>
    public int Greatest => Present[^1];

    /// <summary>Bins a region that has at least one finite voxel.</summary>
    /// <returns>The levels, or null and the reason why there are none.</returns>
    public static GreyLevels? Of(double[] voxels, RadiomicsOptions options, out string refusal)
    {
        (double low, double width, int last) = Edges(voxels, options);
        if (!(last < MostBins))
        {
            refusal = $"the bins are too narrow: the region's grey values would need more than {MostBins} levels";
            return null;
        }

        refusal = "";
        int[] levels = new int[voxels.Length];
        int[] histogram = new int[last + 2];
        for (int i = 0; i < voxels.Length; i++)
        {
            int bin = Math.Min(Bin(voxels[i], low, width, 1 / width), last);
            levels[i] = bin + 1;
            histogram[bin + 1]++;
        }

        int[] present = Enumerable.Range(0, histogram.Length).Where(level => histogram[level] > 0).ToArray();
        return new GreyLevels(levels, present, present.Select(level => histogram[level]).ToArray());
    }

    private static (double Low, double Width, int Last) Edges(double[] voxels, RadiomicsOptions options)
    {
        (double min, double max) = (voxels[0], voxels[0]);
        foreach (double value in voxels)
        {
            min = value < min ? value : min;
            max = value > max ? value : max;
        }

        if (options.BinCount is int count)
        {
            return max > min ? (min, (max - min) / count, count - 1) : (min, 1, 0);
        }

        double rest = min % options.BinWidth;
        double low = min - (rest < 0 ? rest + options.BinWidth : rest);
        double bins = (max - low) / options.BinWidth;
        return (low, options.BinWidth, bins < MostBins ? Bin(max, low, options.BinWidth, 1 / options.BinWidth) : MostBins);
    }

    /// <summary>The bin whose half-open interval [low + k·width, low + (k+1)·width) holds the value; the edges decide, not the quotient.</summary>
    private static int Bin(double value, double low, double width, double perWidth)
    {
        int bin = (int)((value - low) * perWidth);
        if (value < low + (bin * width))
        {
            return Math.Max(bin - 1, 0);
        }

        return value >= low + ((bin + 1) * width) ? bin + 1 : bin;
    }
}
