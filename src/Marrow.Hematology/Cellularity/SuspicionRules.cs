using Marrow.Hematology.Segmentation;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>Reasons to distrust a result, each with the measured value and the limit.</summary>
internal static class SuspicionRules
{
    private const double LeastSquareMillimeters = 1, LargestExcludedShare = 0.20, LargestCast = 0.10, LeastSharpness = 0.10;

    // Samples of 14 bits stored in 16 reach 63.
    private const int LeastWhite = 64;

    private const long LeastPixels = 200_000;

    public static IReadOnlyList<Suspicion> Find(SuspicionEvidence evidence) =>
        [.. new[]
        {
            NoMarrow(evidence), FixedByConstruction(evidence), ClampActive(evidence), RegionSmall(evidence), FocusPoor(evidence),
            WhiteBalanceOff(evidence), ExcludedLarge(evidence), ResolutionUnknown(evidence), ResolutionUnlikely(evidence), WhiteUncertain(evidence), TooCoarse(evidence), BlackArea(evidence), TooDark(evidence), RegionPartlyUsed(evidence), PixelsDamaged(evidence),
        }.OfType<Suspicion>()];

    private static Suspicion? NoMarrow(SuspicionEvidence e) => e.Outcome.Tally.Counts.Marrow > 0 ? null
        : new("noMarrow", "no marrow was found in it" + (TooDark(e) is { } dark ? $"; {dark.Message}"
            : e.Pitch is null && e.Appearance.HasContrast && e.Options.Region is (RegionSource.Auto or RegionSource.Classical) ? "; its resolution is not stated, and pixels finer than 0.1 µm are not recognised (--mpp states it)" : ""));

    private static Suspicion? FixedByConstruction(SuspicionEvidence e) => e.Outcome.Threshold is not { Clamp: "none", Unclamped: { } percentile } ? null
        : new("fixedByConstruction", $"the unclamped 75th percentile ({percentile:0.##}) is the threshold, so that about a quarter of the region is fat whatever the tissue");

    private static Suspicion? ClampActive(SuspicionEvidence e) => e.Outcome.Threshold switch
    {
        { Clamp: "lower", Unclamped: { } percentile } => new("clampActive", $"the 75th percentile ({percentile:0.##}) lies below 180, so the fixed threshold 180 was used"),
        { Clamp: "upper", Unclamped: { } percentile } => new("clampActive", $"the 75th percentile ({percentile:0.##}) lies above 240, so the fixed threshold 240 was used"),
        _ => null,
    };

    private static Suspicion? RegionSmall(SuspicionEvidence e)
    {
        long marrow = e.Outcome.Tally.Counts.Marrow;
        if (marrow == 0)
        {
            return null;
        }

        if (e.Pitch?.SquareMillimeters(marrow) is < LeastSquareMillimeters and { } area)
        {
            return new("regionSmall", $"the marrow region measures {area:0.###} mm², under {LeastSquareMillimeters:0} mm²");
        }

        return marrow >= LeastPixels ? null : new("regionSmall", $"the marrow region has {marrow} pixels, under {LeastPixels}");
    }

    private static Suspicion? FocusPoor(SuspicionEvidence e) => e.Outcome.Sharpness is not (< LeastSharpness and { } sharpness) ? null
        : new("focusPoor", $"fine structure holds {sharpness:0.000} of the contrast that nuclei have, under {LeastSharpness:0.00}: the picture is out of focus");

    private static Suspicion? WhiteBalanceOff(SuspicionEvidence e)
    {
        RgbColor white = e.Appearance.WhiteColor;
        int high = Math.Max(white.R, Math.Max(white.G, white.B)), low = Math.Min(white.R, Math.Min(white.G, white.B));
        double cast = high == 0 ? 0 : (high - low) / (double)high;
        return !e.Appearance.IsWhiteSeen || cast <= LargestCast ? null
            : new("whiteBalanceOff", $"the white of the slide is {white.Hex}: its channels differ by {100 * cast:0} %, over {100 * LargestCast:0} %");
    }

    private static Suspicion? ExcludedLarge(SuspicionEvidence e)
    {
        CompartmentCounts counts = e.Outcome.Tally.Counts;
        long tissue = checked(counts.Marrow + counts.Bone + counts.Excluded);
        double share = tissue == 0 ? 0 : counts.Excluded / (double)tissue;
        return share <= LargestExcludedShare ? null
            : new("excludedLarge", $"{100 * share:0.#} % of the tissue was excluded (clefts, tears, folds), over {100 * LargestExcludedShare:0} %");
    }

    private static Suspicion? ResolutionUnknown(SuspicionEvidence e) => e.Pitch is not null ? null
        : new("resolutionUnknown", "the file states no resolution, so there are no square millimetres" + (e.Outcome.Scale?.Source switch
        {
            ScaleSource.Nuclei => ", and filter sizes were set by the size of nuclei in the picture",
            ScaleSource.Vacuoles => "; no nuclei were recognised, so filter sizes were set by the size of what was taken for vacuoles: pixels finer than 0.1 µm, which are not recognised, make the number worthless (--mpp states it)",
            ScaleSource.Nothing => "; neither nuclei nor vacuoles show how large a pixel is, so filters are for 1 µm: where that is far off, and always where pixels are finer than 0.1 µm, the number is worthless (--mpp states it)",
            _ => "",
        }));

    private static Suspicion? ResolutionUnlikely(SuspicionEvidence e) =>
        e.Outcome.Scale is not { IsContradicted: true, ByNuclei: { } seen } scale ? null
            : new("resolutionUnlikely", $"{scale.MicrometersPerPixel:0.###} µm per pixel is stated, but nuclei look as they do at about {seen:0.##} µm: if what is stated is wrong, so are square millimetres, and what was taken for a vacuole");

    private static Suspicion? TooCoarse(SuspicionEvidence e) => e.Outcome.TooCoarse is not { } side ? null
        : new("tooCoarse", $"a pixel is about {side:0.#} µm, too coarse for the region network (at most {CompartmentNetwork.Coarsest:0.#} µm), so the classical rules stood in: bone is told by its stain or its evenness alone, and small vacuoles are not resolved");

    private static Suspicion? WhiteUncertain(SuspicionEvidence e) =>
        e.Appearance.IsWhiteSeen || e.Options.Fat == FatRule.Percentile || e.Outcome.Tally.Counts.Marrow == 0 ? null
            : new("whiteUncertain", "no smooth white area shows what white is in this picture, so the brightest pixels stood in for it");

    private static Suspicion? TooDark(SuspicionEvidence e)
    {
        RgbColor white = e.Appearance.WhiteColor;
        int grey = Luma.Gray(white.R, white.G, white.B);
        return grey >= LeastWhite ? null
            : new("tooDark", $"the brightest areas have the grey level {grey} of 255, under {LeastWhite}: hardly any light, or samples of 10 to 14 bits stored in 16, of which the lower byte is not seen");
    }

    private static Suspicion? RegionPartlyUsed(SuspicionEvidence e) => e.Outcome.LeftOutOfRegion is not { } left ? null
        : new("regionPartlyUsed", $"the region's file holds what has no area, which limits nothing: {left}");

    private static Suspicion? PixelsDamaged(SuspicionEvidence e) => e.Doubt is not { } doubt ? null : new("pixelsDamaged", doubt);

    private static Suspicion? BlackArea(SuspicionEvidence e) => e.Outcome.VoidShare is not { } share ? null
        : new("blackArea", $"{100 * share:0.#} % of the picture is black to its edge, where nothing was taken: "
            + (e.Options.IsThresholdOnly ? "the percentile's rule counts it as haematopoietic" : "it was not analysed"));
}
