using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Tests;

public class CellularityAnalysisTests
{
    [Theory]
    [InlineData(1, 1, 255)]
    [InlineData(300, 200, 255)]
    [InlineData(300, 200, 0)]
    [InlineData(300, 200, 128)]
    public void A_picture_of_one_colour_has_no_marrow_and_no_cellularity(int width, int height, byte level)
    {
        var rgb = new Raster<byte>(width, height, 3);
        rgb.Samples.AsSpan().Fill(level);
        (CellularityAnalysisResult result, LabelSink sink) = Run(rgb, new CellularityOptions());
        Assert.Null(result.Counts.CellularityPercent);
        Assert.Contains(result.Suspicions, suspicion => suspicion.Code == "noMarrow");
        Assert.True(sink.IsComplete);
    }

    [Theory]
    [InlineData(1e-9)]
    [InlineData(1e6)]
    public void A_slide_that_states_a_resolution_of_no_microscope_is_refused_until_one_is_given(double stated)
    {
        using PictureSlide slide = new(SectionPhantom.Draw(new SectionPhantomOptions { Size = new(400, 300), Seed = 3 }).Rgb, stated);
        CellularityOptions options = new() { Region = RegionSource.Whole, Fat = FatRule.Percentile };
        SlideFormatException refusal = Assert.Throws<SlideFormatException>(() => CellularityAnalysis.Run(slide, options, new LabelSink(), CancellationToken.None));
        Assert.EndsWith("µm per pixel, which cannot be right; --mpp says what is", refusal.Message);
        Assert.NotNull(CellularityAnalysis.Run(slide, options with { MicrometersPerPixel = 0.5 }, new LabelSink(), CancellationToken.None).Counts.CellularityPercent);
    }

    [Fact]
    public void The_counts_are_those_of_the_label_image_and_cover_the_region_of_interest()
    {
        Raster<byte> rgb = SectionPhantom.Draw(new SectionPhantomOptions { Size = new(700, 500), Seed = 3 }).Rgb;
        PixelRectangle roi = new(-20, 40, 400, 300);
        (CellularityAnalysisResult result, LabelSink sink) = Run(rgb, new CellularityOptions { RegionOfInterest = roi });
        long[] counted = [.. Enumerable.Range(0, 6).Select(label => sink.Labels.Samples.LongCount(value => value == label))];
        Assert.Equal(380L * 300, result.Counts.Analyzed);
        Assert.Equal([(700 * 500) - (380 * 300), result.Counts.Haematopoietic, result.Counts.Fat, result.Counts.Bone, result.Counts.Glass, result.Counts.Excluded], counted);
        Assert.Equal(result.Counts.Marrow, result.GreyHistogram.Sum());
    }

    [Fact]
    public void A_vacuole_at_the_edge_holds_no_pixel_beyond_the_picture()
    {
        Raster<byte> rgb = SectionPhantom.Draw(new SectionPhantomOptions { Size = new(701, 503), Seed = 3, MicrometersPerPixel = 0.25, GlassShare = 0, CellularityPercent = 30 }).Rgb;
        using var slide = new PictureSlide(rgb, 0.25);
        IReadOnlyList<Vacuole> vacuoles = CellularityAnalysis.Run(slide, new CellularityOptions(), new LabelSink(), CancellationToken.None).Vacuoles;
        Assert.Contains(vacuoles, vacuole => vacuole.Outline.Any(corner => corner.X == 701));
        Assert.Contains(vacuoles, vacuole => vacuole.Outline.Any(corner => corner.Y == 503));

        // A hole is in the outline and not in the area; a corner that hangs on by its tip is in the area alone.
        Assert.All(vacuoles, vacuole => Assert.InRange(vacuole.AreaPixels, 1, Enclosed(vacuole.Outline) + 32));
        Assert.Contains(vacuoles, vacuole => vacuole.Outline.Any(corner => corner.X == 701) && vacuole.AreaPixels == Enclosed(vacuole.Outline));

        static long Enclosed(IReadOnlyList<(int X, int Y)> ring) =>
            Math.Abs(Enumerable.Range(0, ring.Count).Sum(i => ((long)ring[i].X * ring[(i + 1) % ring.Count].Y) - ((long)ring[(i + 1) % ring.Count].X * ring[i].Y))) / 2;
    }

    [Fact]
    public void The_whole_picture_as_region_is_haematopoietic_or_fat()
    {
        Raster<byte> rgb = SectionPhantom.Draw(new SectionPhantomOptions { Size = new(600, 400), Seed = 4 }).Rgb;
        (CellularityAnalysisResult result, _) = Run(rgb, new CellularityOptions { Region = RegionSource.Whole });
        Assert.Equal(600 * 400, result.Counts.Marrow);
        Assert.Equal(0, result.Counts.Bone + result.Counts.Glass + result.Counts.Excluded);
    }

    [Fact]
    public void The_sensitivity_curve_passes_through_the_result_and_never_falls()
    {
        Raster<byte> rgb = SectionPhantom.Draw(new SectionPhantomOptions { Size = new(600, 600), Seed = 5 }).Rgb;
        (CellularityAnalysisResult result, _) = Run(rgb, new CellularityOptions { MicrometersPerPixel = 0.5 });
        SensitivityPoint middle = result.Sensitivity.Single(point => point.Threshold == result.Threshold.Value);
        Assert.Equal(result.Counts.CellularityPercent!.Value, middle.CellularityPercent, 1e-9);
        Assert.Equal(result.Sensitivity.Select(point => point.CellularityPercent).Order(), result.Sensitivity.Select(point => point.CellularityPercent));
    }

    [Fact]
    public void A_region_of_interest_beside_the_slide_is_refused_in_one_sentence()
    {
        var rgb = new Raster<byte>(10, 10, 3);
        ArgumentException problem = Assert.Throws<ArgumentException>(() => Run(rgb, new CellularityOptions { RegionOfInterest = new(20, 0, 5, 5) }));
        Assert.Equal("the region of interest 20,0,5,5 does not touch the slide of 10×10", problem.Message);
    }

    [Fact]
    public void A_failure_inside_parallel_reads_comes_out_as_itself()
    {
        Raster<byte> rgb = SectionPhantom.Draw(new SectionPhantomOptions { Size = new(2600, 2300), Seed = 6 }).Rgb;
        using var slide = new PictureSlide(rgb, 0.5, area => area.Width < 2600 && area.Right > 2500);
        Assert.Throws<Slides.SlideFormatException>(() => CellularityAnalysis.Run(slide, new CellularityOptions(), new LabelSink(), CancellationToken.None));
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => CellularityAnalysis.Run(slide, new CellularityOptions(), new LabelSink(), cancelled.Token));
    }

    private static (CellularityAnalysisResult Result, LabelSink Sink) Run(Raster<byte> rgb, CellularityOptions options)
    {
        var sink = new LabelSink();
        using var slide = new PictureSlide(rgb);
        return (CellularityAnalysis.Run(slide, options, sink, CancellationToken.None), sink);
    }
}
