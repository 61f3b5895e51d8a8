using System.Numerics;

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
        int[] levels = GC.AllocateUninitializedArray<int>(voxels.Length);
        int[] histogram = new int[last + 2];
        Fill(levels, voxels, (low, width, last));
        foreach (int level in levels)
        {
            histogram[level]++;
        }

        int[] present = Enumerable.Range(0, histogram.Length).Where(level => histogram[level] > 0).ToArray();
        return new GreyLevels(levels, present, present.Select(level => histogram[level]).ToArray());
    }

    /// <summary>A level for each voxel; the lanes equal 1 + <see cref="Bin"/> on each of them, up to the last bin.</summary>
    private static void Fill(int[] levels, double[] voxels, (double Low, double Width, int Last) bins)
    {
        (double perWidth, int i) = (1 / bins.Width, 0);
        (Vector<double> low, Vector<double> width, Vector<double> one) = (new(bins.Low), new(bins.Width), Vector<double>.One);
        Span<double> lanes = stackalloc double[Vector<double>.Count];
        for (; i <= voxels.Length - lanes.Length; i += lanes.Length)
        {
            var values = new Vector<double>(voxels, i);
            Vector<double> bin = Vector.Floor((values - low) * perWidth);
            Vector<double> lower = Vector.Max(bin - one, Vector<double>.Zero), upper = bin + one;
            Vector<double> right = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(values, low + (upper * width)), upper, bin);
            right = Vector.ConditionalSelect(Vector.LessThan(values, low + (bin * width)), lower, right);
            (Vector.Min(right, new Vector<double>(bins.Last)) + one).CopyTo(lanes);
            for (int lane = 0; lane < lanes.Length; lane++)
            {
                levels[i + lane] = (int)lanes[lane];
            }
        }

        for (; i < voxels.Length; i++)
        {
            levels[i] = Math.Min(Bin(voxels[i], bins.Low, bins.Width, perWidth), bins.Last) + 1;
        }
    }

    private static (double Low, double Width, int Last) Edges(double[] voxels, RadiomicsOptions options)
    {
        (double min, double max) = Extremes(voxels);
        if (options.BinCount is int count)
        {
            return max > min ? (min, (max - min) / count, count - 1) : (min, 1, 0);
        }

        double rest = min % options.BinWidth;
        double low = min - (rest < 0 ? rest + options.BinWidth : rest);
        double bins = (max - low) / options.BinWidth;
        return (low, options.BinWidth, bins < MostBins ? Bin(max, low, options.BinWidth, 1 / options.BinWidth) : MostBins);
    }

    private static (double Min, double Max) Extremes(double[] voxels)
    {
        (Vector<double> least, Vector<double> most) = (new(voxels[0]), new(voxels[0]));
        int i = 0;
        for (; i <= voxels.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var values = new Vector<double>(voxels, i);
            (least, most) = (Vector.Min(least, values), Vector.Max(most, values));
        }

        (double min, double max) = (voxels[0], voxels[0]);
        for (int lane = 0; lane < Vector<double>.Count; lane++)
        {
            (min, max) = (Math.Min(min, least[lane]), Math.Max(max, most[lane]));
        }

        for (; i < voxels.Length; i++)
        {
            (min, max) = (Math.Min(min, voxels[i]), Math.Max(max, voxels[i]));
        }

        return (min, max);
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
