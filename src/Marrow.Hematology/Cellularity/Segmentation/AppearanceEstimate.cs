using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Finds the slide's white and tissue levels in its coarse view.</summary>
internal static class AppearanceEstimate
{
    // A pixel is smooth when its surroundings vary by less than this share of the picture's whole range.
    private const double SmoothShare = 0.05;

    // White lies above this share of the way from the darkest to the brightest: 0.91 and more on real pictures, pale even tissue at 0.6.
    private const double LeastWhite = 0.8;

    // Smooth bright pixels show the white when they make up this share of the picture.
    private const double SeenShare = 0.004;

    /// <param name="rgb">The coarse view, its light evened out.</param>
    public static Appearance From(Raster<byte> rgb, Illumination light)
    {
        Raster<byte> gray = Luma.Gray(rgb);
        var all = new GrayHistogram();
        all.Add(gray.Samples);
        double low = all.Percentile(0.5), high = all.Percentile(99.8);
        (int white, bool seen) = WhiteLevel(gray, all, low, high);
        RgbColor colour = ColourAt(rgb, gray, white);
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

    private static (int Level, bool Seen) WhiteLevel(Raster<byte> gray, GrayHistogram all, double low, double high)
    {
        int floor = Math.Max(all.Otsu(), (int)(low + (LeastWhite * (high - low))));
        GrayHistogram smooth = SmoothPixels(gray, SmoothShare * (high - low));
        double bright = smooth.CountAbove(floor - 1);
        return bright >= SeenShare * all.Total ? (Mode(smooth, floor), true) : ((int)Math.Round(high), false);
    }

    private static GrayHistogram SmoothPixels(Raster<byte> gray, double limit)
    {
        var histogram = new GrayHistogram();
        LocalStatistics.EachRow(gray.Samples, gray.Size, 2, (y, deviation) =>
        {
            ReadOnlySpan<byte> row = gray.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                if (deviation[x] <= limit)
                {
                    histogram.Add(row[x]);
                }
            }
        });
        return histogram;
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
            if (Math.Abs(gray.Samples[i] - level) <= 3)
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
        int limit = (int)Appearance.White - 12;
        for (int level = 0; level <= limit; level++)
        {
            darker.Add(level, histogram[level]);
        }

        return darker.Total < 0.002 * histogram.Total || darker.Total < 4
            ? (Appearance.White, Appearance.White)
            : (darker.Percentile(50), darker.Percentile(1));
    }
}
