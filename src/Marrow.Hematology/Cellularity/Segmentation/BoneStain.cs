using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// How bone is stained on a slide whose nuclei are not resolved: with eosin alone, so that red is absorbed less, relative to green, than in marrow,
/// where haematoxylin of the nuclei is mixed in. The limits come from the slide itself.
/// </summary>
/// <param name="Ratio">Red over green density; bone lies below. Minus infinity where the slide shows no bone.</param>
/// <param name="LeastDensity">Green density (decadic); paler eosin is blood, fibrous tissue or a torn edge.</param>
internal sealed record BoneStain(double Ratio, double LeastDensity)
{
    // Densities are smoothed over this, in µm, so that single nuclei do not count; bone is thicker than this disc and larger than this area.
    private const double Smoothing = 10, Radius = 12, LeastArea = 8000;

    // What is clearly stained, for the median; what is stained at all, as a share of that median.
    private const double Stained = 0.06, StainedShare = 0.35;

    // Two kinds of tissue lie apart by this much of the ratio, and explain this share of its variance (a single bell explains 2/π = 0.64).
    private const double LeastGap = 0.12, LeastExplained = 0.68;

    // Bone is stained about as deeply everywhere: at least this share of its most frequent density.
    private const double DensityShare = 0.65;

    // A picture whose densities in red and green differ by less than this share of them is grey.
    private const double ColourShare = 0.1;

    // Ratios and densities as histogram levels.
    private const double LeastRatio = -0.5, RatioSteps = 127, DensitySteps = 255;

    /// <summary>Finds the limits in the coarse view; null where the picture has no colour.</summary>
    /// <param name="view">H × W × 3, its light evened out.</param>
    /// <param name="pixel">Side of a pixel of the view in µm.</param>
    public static BoneStain? From(Raster<byte> view, Appearance look, double pixel)
    {
        Densities densities = Densities.Of(view, look.WhiteColor);
        float[] stained = Array.FindAll(densities.Green, green => green > Stained);
        if (stained.Length == 0 || !HasColour(densities))
        {
            return null;
        }

        Array.Sort(stained);

        Densities smooth = densities.Smoothed(Smoothing / pixel);
        double floor = StainedShare * stained[stained.Length / 2];
        double ratio = Split(smooth, floor);
        Mask eosin = BinaryMorphology.Open(smooth.Where((red, green) => green > floor && red < ratio * green), Math.Max(1, Radius / pixel));
        var depths = new GrayHistogram();
        for (int i = 0; i < eosin.Values.Length; i++)
        {
            depths.Add(Level(densities.Green[i] * DensitySteps), eosin.Values[i]);
        }

        return new BoneStain(ratio, Math.Max(floor, DensityShare * MostFrequent(depths) / DensitySteps));
    }

    private static bool HasColour(Densities densities)
    {
        double sum = 0, difference = 0;
        for (int i = 0; i < densities.Green.Length; i++)
        {
            bool isStained = densities.Green[i] > Stained;
            sum += isStained ? densities.Green[i] : 0;
            difference += isStained ? Math.Abs(densities.Green[i] - densities.Red[i]) : 0;
        }

        return difference >= ColourShare * sum;
    }

    /// <summary>The bone of a window.</summary>
    /// <param name="colour">H × W × 3 at working size, its light evened out.</param>
    public Mask Find(Raster<byte> colour, Scene scene)
    {
        Densities densities = Densities.Of(colour, scene.Appearance.WhiteColor), smooth = densities.Smoothed(scene.Length(Smoothing));
        Mask eosin = smooth.Where((red, green) => red < Ratio * green);
        for (int i = 0; i < eosin.Values.Length; i++)
        {
            eosin.Values[i] &= densities.Green[i] > LeastDensity ? (byte)1 : (byte)0;
        }

        Mask opened = BinaryMorphology.Open(eosin, Math.Max(1, scene.Length(Radius)));
        return ConnectedComponents.Large(opened, scene.Area(LeastArea));
    }

    /// <summary>The ratio that parts the tissue in two; minus infinity where it is of one kind.</summary>
    private static double Split(Densities smooth, double floor)
    {
        var ratios = new GrayHistogram();
        for (int i = 0; i < smooth.Green.Length; i++)
        {
            if (smooth.Green[i] > floor)
            {
                ratios.Add(Level(((smooth.Red[i] / smooth.Green[i]) - LeastRatio) * RatioSteps));
            }
        }

        int split = ratios.Otsu();
        (double low, double lowMean, _) = Moments(ratios, 0, split);
        (double high, double highMean, _) = Moments(ratios, split, 256);
        (double all, _, double variance) = Moments(ratios, 0, 256);
        double gap = highMean - lowMean, between = low * high / (all * all) * gap * gap;
        bool isTwo = low > 0 && high > 0 && gap >= LeastGap * RatioSteps && between >= LeastExplained * variance;
        return isTwo ? LeastRatio + (split / RatioSteps) : double.NegativeInfinity;
    }

    private static (double Count, double Mean, double Variance) Moments(GrayHistogram histogram, int from, int to)
    {
        double count = 0, sum = 0, squares = 0;
        for (int level = from; level < to; level++)
        {
            count += histogram[level];
            sum += (double)level * histogram[level];
            squares += (double)level * level * histogram[level];
        }

        double mean = count > 0 ? sum / count : 0;
        return (count, mean, count > 0 ? (squares / count) - (mean * mean) : 0);
    }

    /// <summary>The level around which most lie, counts taken over eleven.</summary>
    private static int MostFrequent(GrayHistogram histogram) => Enumerable.Range(0, 256)
        .MaxBy(level => Enumerable.Range(Math.Max(0, level - 5), 11).Where(near => near < 256).Sum(near => histogram[near]));

    private static int Level(double value) => (int)Math.Clamp(Math.Round(value), 0, 255);
}
