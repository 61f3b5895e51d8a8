using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Tests;

namespace Marrow.Hematology.Tests;

/// <summary>Source: the published tile of system 000 and its result, 58.1 %.</summary>
public class PercentileReferenceTests
{
    [SharedFact]
    public void The_published_tile_gives_its_published_counts()
    {
        var sink = new LabelSink();
        using var slide = new PictureSlide(PictureFile.ReadRgb(Data("bc00000_gray.png")));
        var options = new CellularityOptions { Fat = FatRule.Percentile, Region = RegionSource.Mask, MaskPath = Data("bc00000_region.png") };
        CellularityAnalysisResult result = CellularityAnalysis.Run(slide, options, sink, CancellationToken.None);
        Assert.Equal(204_718, result.Counts.Fat);
        Assert.Equal(488_886, result.Counts.Marrow);
        Assert.Equal(58.13, result.Counts.CellularityPercent!.Value, 0.005);
        Assert.Equal(new FatThreshold(240, 251, "upper"), result.Threshold);
        Assert.Contains(result.Suspicions, suspicion => suspicion.Code == "clampActive");
    }

    [SharedFact]
    public void A_mask_of_another_size_is_refused_in_one_sentence()
    {
        using var slide = new PictureSlide(new Raster<byte>(8, 8, 3));
        var options = new CellularityOptions { Region = RegionSource.Mask, MaskPath = Data("bc00000_region.png") };
        SlideFormatException problem = Assert.Throws<SlideFormatException>(
            () => CellularityAnalysis.Run(slide, options, new LabelSink(), CancellationToken.None));
        Assert.Equal("bc00000_region.png: the mask is 1280×1280, the slide 8×8", problem.Message);
    }

    [Theory]
    [InlineData(100, "lower", 180)]
    [InlineData(200, "none", 200)]
    [InlineData(250, "upper", 240)]
    public void The_clamp_says_where_it_acted(int level, string clamp, double threshold)
    {
        var region = new GrayHistogram();
        region.Add(level, 10);
        Assert.Equal(new FatThreshold(threshold, level, clamp), PercentileRule.Threshold(region));
    }

    private static string Data(string name) => SharedData.Path("data", "cellularity", "published_tile", name);
}
