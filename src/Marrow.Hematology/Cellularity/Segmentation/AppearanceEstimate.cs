using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Finds the slide's white and tissue levels in its coarse view.</summary>
internal static class AppearanceEstimate
{
    // White lies above this share of the way from the darkest to the brightest: 0.91 and more on real pictures, pale even tissue at 0.6.
    private const double LeastWhite = 0.8;

    // Smooth bright pixels show the white when they make up this share of the picture.
    private const double SeenShare = 0.004;

    // White's colour is the mean of the pixels within so many levels of it.
    private const int ColourReach = 3;

    // What is not white is darker than it by this many levels; a share of the picture, and so many pixels of it, are tissue.
    private const int LeastDarker = 12, LeastTissuePixels = 4;
    private const double LeastTissueShare = 0.002;

    /// <param name="rgb">The coarse view, its light evened out.</param>
    /// <param name="levels">Of the same view.</param>
    public static Appearance From(Raster<byte> rgb, GreyLevels levels, Illumination light)
    {
        (int white, bool seen) = WhiteLevel(levels);
        RgbColor colour = ColourAt(rgb, levels.Gray, white);
        ChannelWeights weights = Appearance.WeightsFor(colour);
        (double tissue, double dark) = TissueLevels(rgb, weights);
        return new Appearance
        {
            Brightness = weights,
            Light = light,
            WhiteColor = colour,
            Tissue = tissue,
            Dark = dark,
            IsWhiteSeen = seen,
        };
    }

    private static (int Level, bool Seen) WhiteLevel(GreyLevels levels)
    {
        int floor = Math.Max(levels.All.Otsu(), (int)(levels.Low + (LeastWhite * (levels.High - levels.Low))));
        double bright = levels.Smooth.CountAbove(floor - 1);
        return bright >= SeenShare * levels.All.Total ? (Mode(levels.Smooth, floor), true) : ((int)Math.Round(levels.High), false);
    }

    /// <summary>The most frequent level from a floor up, counts taken over five levels.</summary>
    private static int Mode(GrayHistogram histogram, int floor)
    {
        int best = floor;
        long most = -1;
        for (int level = floor; level < 256; level++)
        {
            long count = 0;
            for (int near = Math.Max(floor, level - 2); near <= Math.Min(255, level + 2); near++)
            {
                count += histogram[near];
            }

            if (count > most)
            {
                (most, best) = (count, level);
            }
        }

        return best;
    }

    /// <summary>The mean colour of the pixels about a grey level; that grey where there are none.</summary>
    public static RgbColor ColourAt(Raster<byte> rgb, Raster<byte> gray, int level)
    {
        long r = 0, g = 0, b = 0, n = 0;
        for (int i = 0; i < gray.Samples.Length; i++)
        {
            if (Math.Abs(gray.Samples[i] - level) <= ColourReach)
            {
                r += rgb.Samples[3 * i];
                g += rgb.Samples[(3 * i) + 1];
                b += rgb.Samples[(3 * i) + 2];
                n++;
            }
        }

        return n == 0 ? new RgbColor((byte)level, (byte)level, (byte)level) : new RgbColor((byte)(r / n), (byte)(g / n), (byte)(b / n));
    }

    /// <summary>The median and the first percentile of the brightness of what is not white.</summary>
    private static (double Tissue, double Dark) TissueLevels(Raster<byte> rgb, ChannelWeights weights)
    {
        var histogram = new GrayHistogram();
        var brightness = new byte[rgb.Width];
        for (int y = 0; y < rgb.Height; y++)
        {
            weights.Apply(rgb.Row(y), brightness);
            histogram.Add(brightness);
        }

        // White itself must not weigh in, however much of it there is: only what is clearly darker counts.
        var darker = new GrayHistogram();
        int limit = (int)Appearance.White - LeastDarker;
        for (int level = 0; level <= limit; level++)
        {
            darker.Add(level, histogram[level]);
        }

        return darker.Total < LeastTissueShare * histogram.Total || darker.Total < LeastTissuePixels
            ? (Appearance.White, Appearance.White)
            : (darker.Percentile(50), darker.Percentile(1));
    }
}
