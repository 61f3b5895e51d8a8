using Marrow.Hematology.Segmentation;
using Marrow.Imaging;

namespace Marrow.Hematology.Tests;

/// <summary>Every rule fires where it should and is silent a step before; clean sections raise none.</summary>
public class SuspicionTests
{
    private static readonly PixelPitch Pitch = new(new(0.5), new(0.5));

    private static readonly RgbColor White = new(240, 238, 236);

    [Theory]
    [InlineData("none", 1)]
    [InlineData("lower", 0)]
    [InlineData("upper", 0)]
    public void An_unclamped_percentile_fixes_the_number(string clamp, int fires) =>
        Assert.Equal(fires, Codes(Evidence() with { Outcome = Outcome(new FatThreshold(200, 200, clamp)) }).Count(code => code == "fixedByConstruction"));

    [Theory]
    [InlineData("none", 0)]
    [InlineData("lower", 1)]
    [InlineData("upper", 1)]
    public void An_active_clamp_is_told(string clamp, int fires) =>
        Assert.Equal(fires, Codes(Evidence() with { Outcome = Outcome(new FatThreshold(180, 170, clamp)) }).Count(code => code == "clampActive"));

    [Theory]
    [InlineData(4_000_000, 0)]
    [InlineData(3_999_996, 1)]
    public void A_region_under_a_square_millimetre_is_small(long marrow, int fires) =>
        Assert.Equal(fires, Codes(Evidence() with { Outcome = Outcome(marrow: marrow) }).Count(code => code == "regionSmall"));

    [Theory]
    [InlineData(200_000, 0)]
    [InlineData(199_999, 1)]
    public void A_region_of_few_pixels_is_small_whatever_its_resolution(long marrow, int fires)
    {
        Assert.Equal(fires, Codes(Evidence() with { Pitch = null, Outcome = Outcome(marrow: marrow) }).Count(code => code == "regionSmall"));
        Assert.Equal(fires, Codes(Evidence() with { Pitch = new(new(8), new(8)), Outcome = Outcome(marrow: marrow) }).Count(code => code == "regionSmall"));
    }

    [Theory]
    [InlineData(0.10, 0)]
    [InlineData(0.099, 1)]
    public void Poor_focus_is_told(double sharpness, int fires) =>
        Assert.Equal(fires, Codes(Evidence() with { Outcome = Outcome() with { Sharpness = sharpness } }).Count(code => code == "focusPoor"));

    [Fact]
    public void What_the_reader_doubts_is_told() =>
        Assert.Equal("bytes were lost", Assert.Single(SuspicionRules.Find(Evidence() with { Doubt = "bytes were lost" }), raised => raised.Code == "pixelsDamaged").Message);

    [Theory]
    [InlineData(240, 216, 0)]
    [InlineData(240, 215, 1)]
    public void A_white_that_is_not_white_is_told(byte red, byte blue, int fires) =>
        Assert.Equal(fires, Codes(Evidence() with { Appearance = Look(new RgbColor(red, 238, blue)) }).Count(code => code == "whiteBalanceOff"));

    [Theory]
    [InlineData(1_250_000, 0)]
    [InlineData(1_250_001, 1)]
    public void Much_excluded_is_told(long excluded, int fires) =>
        Assert.Equal(fires, Codes(Evidence() with { Outcome = Outcome(excluded: excluded) }).Count(code => code == "excludedLarge"));

    [Theory]
    [InlineData(0.2, 0)]
    [InlineData(0.199, 1)]
    [InlineData(1.5, 0)]
    [InlineData(1.501, 1)]
    public void A_stated_resolution_that_nuclei_contradict_is_told(double byNuclei, int fires)
    {
        SlideScale scale = new(0.5, ScaleSource.Stated) { ByNuclei = byNuclei };
        Assert.Equal(fires, Codes(Evidence() with { Outcome = Outcome() with { Scale = scale } }).Count(code => code == "resolutionUnlikely"));
        Assert.Empty(Codes(Evidence() with { Outcome = Outcome() with { Scale = scale with { ByNuclei = null } } }));
    }

    [Theory]
    [InlineData(0.125, RegionSource.Auto, FatRule.Objects, true)]
    [InlineData(0.5, RegionSource.Auto, FatRule.Objects, false)]
    [InlineData(2, RegionSource.Auto, FatRule.Objects, true)]
    [InlineData(2, RegionSource.Classical, FatRule.Objects, true)]
    [InlineData(2, RegionSource.Whole, FatRule.Percentile, true)]
    [InlineData(0.5, RegionSource.Whole, FatRule.Percentile, false)]
    public void A_resolution_stated_four_times_wrong_is_told(double stated, RegionSource region, FatRule fat, bool isTold)
    {
        Raster<byte> rgb = SectionPhantom.Draw(new SectionPhantomOptions { Size = new(1000, 1000), Seed = 12, CellularityPercent = 60 }).Rgb;
        using var slide = new PictureSlide(rgb, stated);
        CellularityAnalysisResult result = CellularityAnalysis.Run(slide, new CellularityOptions { Region = region, Fat = fat }, new LabelSink(), CancellationToken.None);
        Assert.Equal(isTold, result.Suspicions.Any(suspicion => suspicion.Code == "resolutionUnlikely"));
    }

    [Fact]
    public void Clean_evidence_raises_nothing_and_an_unknown_resolution_an_uncertain_white_and_no_marrow_one_each()
    {
        Assert.Empty(Codes(Evidence()));
        Assert.Equal(["resolutionUnknown"], Codes(Evidence() with { Pitch = null }));
        Assert.Equal(["whiteUncertain"], Codes(Evidence() with { Appearance = Look(White) with { IsWhiteSeen = false } }));
        Assert.Equal(["noMarrow"], Codes(Evidence() with { Outcome = Outcome(marrow: 0) }));
    }

    [Theory]
    [InlineData(64, 0)]
    [InlineData(63, 1)]
    public void A_picture_that_is_nearly_black_is_told(byte white, int fires) =>
        Assert.Equal(fires, Codes(Evidence() with { Appearance = Look(new RgbColor(white, white, white)) }).Count(code => code == "tooDark"));

    [Fact]
    public void What_a_region_of_interest_does_not_use_is_told() =>
        Assert.Equal(["regionPartlyUsed"], Codes(Evidence() with { Outcome = Outcome() with { LeftOutOfRegion = "2 of type Point" } }));

    [Theory]
    [InlineData(240, null, "no marrow was found in it; its resolution is not stated, and pixels finer than 0.1 µm are not recognised (--mpp states it)")]
    [InlineData(240, 0.5, "no marrow was found in it")]
    [InlineData(15, null, "no marrow was found in it; the brightest areas have the grey level 15 of 255, under 64: hardly any light, or samples of 10 to 14 bits stored in 16, of which the lower byte is not seen")]
    public void Where_no_marrow_is_found_it_is_said_what_may_be_why(byte white, double? micrometers, string message)
    {
        PixelPitch? pitch = micrometers is { } side ? new(new(side), new(side)) : null;
        SuspicionEvidence evidence = Evidence() with { Outcome = Outcome(marrow: 0), Appearance = Look(new RgbColor(white, white, white)), Pitch = pitch };
        Assert.DoesNotContain("--mpp", SuspicionRules.Find(evidence with { Options = new CellularityOptions { Region = RegionSource.Whole } })[0].Message);
        Assert.Equal(message, SuspicionRules.Find(evidence).Single(suspicion => suspicion.Code == "noMarrow").Message);
    }

    [Fact]
    public void Where_nuclei_are_not_seen_an_unknown_resolution_is_told_plainly()
    {
        SuspicionEvidence evidence = Evidence() with { Pitch = null, Outcome = Outcome() with { Scale = new SlideScale(2, ScaleSource.Vacuoles) } };
        Assert.Contains("make the number worthless", Assert.Single(SuspicionRules.Find(evidence)).Message);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(50)]
    [InlineData(70)]
    public void A_clean_section_of_more_than_a_square_millimetre_raises_none(double cellularity)
    {
        CellularityAnalysisResult result = Run(cellularity, 0);
        Assert.True(result.Counts.Marrow > 4_000_000, $"{result.Counts}");
        Assert.Empty(result.Suspicions);
    }

    [Fact]
    public void The_same_section_out_of_focus_raises_poor_focus() => Assert.Contains(Run(50, 5).Suspicions, suspicion => suspicion.Code == "focusPoor");

    private static CellularityAnalysisResult Run(double cellularity, double blur)
    {
        Raster<byte> rgb = SectionPhantom.Draw(new SectionPhantomOptions { Size = new(2500, 2500), Seed = 11, CellularityPercent = cellularity, Blur = blur }).Rgb;
        using var slide = new PictureSlide(rgb, 0.5);
        return CellularityAnalysis.Run(slide, new CellularityOptions(), new LabelSink(), CancellationToken.None);
    }

    private static IEnumerable<string> Codes(SuspicionEvidence evidence) => SuspicionRules.Find(evidence).Select(suspicion => suspicion.Code);

    private static SuspicionEvidence Evidence() => new(Outcome(), new CellularityOptions(), Pitch, Look(White));

    private static AnalysisOutcome Outcome(FatThreshold? threshold = null, long marrow = 5_000_000, long excluded = 0)
    {
        var tally = new Tally();
        tally.Add((int)Compartment.Haematopoietic, 150, marrow);
        tally.Add((int)Compartment.Excluded, 220, excluded);
        return new AnalysisOutcome(tally, [], threshold ?? new FatThreshold(200, null, null), [], 0.3);
    }

    private static Appearance Look(RgbColor white)
    {
        var light = Illumination.From(GreyLevels.Of(new Raster<byte>(64, 64, 3)), new PixelSize(64, 64));
        return new Appearance { Brightness = Appearance.WeightsFor(white), Light = light, WhiteColor = white, Tissue = 150, Dark = 60, IsWhiteSeen = true };
    }
}
