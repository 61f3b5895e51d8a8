namespace Marrow.Imaging;

/// <summary>Decides whether a picture can be measured at all; the limits are shares seen in tiles of tissue, glass, ink and pen.</summary>
internal static class StainPlausibility
{
    /// <summary>Two stains closer than this cannot be told apart.</summary>
    public const double SmallestAngleDegrees = 2;

    /// <summary>Variance of density along the second direction below which all tissue pixels lie on one line (one colour, or one stain).</summary>
    public const double SmallestSpread = 1e-6;

    /// <summary>A concentration stretched further than this would show noise as stain.</summary>
    public const double LargestStretch = 10;

    private const int FewestPixels = 50;
    private const double MostRedPen = 0.15, MostGreenPen = 0.1, MostBluePen = 0.1, MostGray = 0.5;

    /// <summary>Why the picture cannot be measured, or null.</summary>
    public static string? Doubt(TissueCensus census, StainOptions options)
    {
        if (census.Tissue == 0)
        {
            return census.Black > census.Pixels / 2 ? "the picture is black" : $"no tissue: no pixel absorbs {options.Beta} or more in every channel";
        }

        if (census.Tissue < Math.Max(FewestPixels, options.MinimumTissueFraction * census.Pixels))
        {
            return $"{census.Tissue} of {census.Pixels} pixels are tissue, too few to measure stains";
        }

        if (census.RedPen > MostRedPen || census.GreenPen > MostGreenPen || census.BluePen > MostBluePen)
        {
            double pen = census.RedPen + census.GreenPen + census.BluePen;
            return $"pen: {100 * pen:F0} % of the tissue pixels have the colour of a marker pen";
        }

        return census.Gray > MostGray ? $"{100 * census.Gray:F0} % of the dark pixels are grey, not stained" : null;
    }

    /// <summary>Why two measured vectors and their maxima are no pair of stains, or null.</summary>
    public static string? Doubt(StainVector first, StainVector second, double[] maxima)
    {
        if (!(first.AngleDegrees(second) >= SmallestAngleDegrees))
        {
            return "all tissue pixels have one colour or one stain";
        }

        return maxima.All(value => value is > 0 and < 1000) ? null : "one of the two stains is absent";
    }
}
