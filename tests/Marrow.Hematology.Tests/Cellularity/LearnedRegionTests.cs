using Marrow.Hematology.Segmentation;
using Marrow.Imaging;
using Marrow.Learning;
using Marrow.Slides;

namespace Marrow.Hematology.Tests;

/// <summary>The network's region on drawn sections, whose truth is known to the pixel, and what is said where it cannot be used.</summary>
public class LearnedRegionTests
{
    // A part of the project's grid (15 cellularities at 1400 × 1400); limits are those it asked for.
    private const double LargestMeanError = 1, LargestError = 3;

    [Fact]
    public void Drawn_sections_under_every_disturbance_are_measured_within_a_point_on_average()
    {
        SectionPhantomOptions[] disturbances =
        [
            new(), new() { Blur = 1.5 }, new() { Noise = 7 }, new() { Cast = 0.7 }, new() { Uneven = 0.5 }, new() { Gamma = 0.7 }, new() { StainStrength = 0.6 },
        ];
        List<double> errors = [];
        foreach (double cellularity in new double[] { 0, 30, 70, 100 })
        {
            foreach (SectionPhantomOptions disturbance in disturbances)
            {
                errors.Add(Error(disturbance with { CellularityPercent = cellularity, Size = new(1000, 1000), Seed = 500 + errors.Count }));
            }
        }

        Assert.InRange(errors.Average(), 0, LargestMeanError);
        Assert.InRange(errors.Max(), 0, LargestError);
    }

    [Fact]
    public void Bone_and_clefts_count_in_neither()
    {
        SectionPhantomPicture section = SectionPhantom.Draw(new SectionPhantomOptions { Size = new(1200, 900), Seed = 8, BoneShare = 0.2, CleftShare = 0.06, HasPen = true });
        CompartmentCounts found = Measure(section.Rgb, new CellularityOptions { MicrometersPerPixel = 0.5 }).Counts;
        Assert.InRange(found.Bone / (double)section.Counts.Bone, 0.85, 1.15);
        // The network is told to be slow to exclude: about a third of what is excluded here stays with its surroundings.
        Assert.InRange(found.Excluded / (double)section.Counts.Excluded, 0.6, 1.25);
        Assert.InRange(found.Glass / (double)section.Counts.Glass, 0.9, 1.1);
    }

    [Fact]
    public void The_result_says_which_network_took_part()
    {
        Raster<byte> rgb = SectionPhantom.Draw(new SectionPhantomOptions { Size = new(500, 400), Seed = 2 }).Rgb;
        CellularityAnalysisResult learned = Measure(rgb, new CellularityOptions()), classical = Measure(rgb, new CellularityOptions { Region = RegionSource.Classical });
        Assert.Equal(("marrow-region", false), (learned.RegionMethod, learned.IsModelFree));
        Assert.Equal(("classical", true), (classical.RegionMethod, classical.IsModelFree));
        Assert.Equal(64, CompartmentNetwork.Sha256(null).Length);
    }

    [Fact]
    public void A_network_that_is_not_there_is_said_in_one_sentence()
    {
        var options = new CellularityOptions { ModelPath = "/no/such/model" };
        SlideFormatException problem = Assert.Throws<SlideFormatException>(() => Measure(SectionPhantom.Draw(new SectionPhantomOptions { Size = new(300, 300) }).Rgb, options));
        Assert.StartsWith("model: the region model cannot be used", problem.Message);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [Fact]
    public void A_network_goes_with_the_automatic_region_alone() =>
        Assert.Throws<ArgumentException>(() => new CellularityOptions { ModelPath = "x", Region = RegionSource.Classical }.Validate());

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 200)]
    [InlineData(33, 65)]
    public void Pictures_of_any_size_are_labelled_whole(int width, int height)
    {
        Raster<byte> rgb = SectionPhantom.Draw(new SectionPhantomOptions { Size = new(400, 300), Seed = 6 }).Rgb.Crop(new(20, 30, width, height));
        CellularityAnalysisResult result = Measure(rgb, new CellularityOptions { MicrometersPerPixel = 1 });
        Assert.Equal((long)width * height, result.Counts.Analyzed);
    }

    [Fact]
    public void Seen_also_turned_by_half_a_picture_gives_the_same_whichever_way_it_lies()
    {
        Raster<byte> rgb = SectionPhantom.Draw(new SectionPhantomOptions { Size = new(256, 192), MicrometersPerPixel = 2, Seed = 4 }).Rgb, turned = new(256, 192, 3);
        for (int i = 0; i < rgb.Samples.Length; i++)
        {
            turned.Samples[i] = rgb.Samples[rgb.Samples.Length - 3 - i + (2 * (i % 3))];
        }

        SegmentationModel model = SegmentationModel.Open(CompartmentNetwork.ShippedFolder);
        using PictureNetwork once = new(model, model.Folds[0]), twice = new(model, model.Folds[0], (false, false), (true, true));
        Assert.Equal(Logits(twice, rgb), Logits(twice, turned).Select(plane => plane.Reverse().ToArray()));
        Assert.NotEqual(Logits(once, rgb), Logits(once, turned).Select(plane => plane.Reverse().ToArray()));

        static float[][] Logits(PictureNetwork network, Raster<byte> picture)
        {
            var logits = new Planes(network.Heads, picture.Width, picture.Height);
            network.Logits(picture, new PixelRectangle(0, 0, picture.Width, picture.Height), logits, (0, 0));
            return [.. Enumerable.Range(0, network.Heads).Select(head => logits.Plane(head).ToArray())];
        }
    }

    /// <summary>Points of cellularity between measured and drawn.</summary>
    private static double Error(SectionPhantomOptions options)
    {
        SectionPhantomPicture section = SectionPhantom.Draw(options);
        CompartmentCounts found = Measure(section.Rgb, new CellularityOptions { MicrometersPerPixel = options.MicrometersPerPixel }).Counts;
        return Math.Abs(found.CellularityPercent!.Value - section.Counts.CellularityPercent!.Value);
    }

    private static CellularityAnalysisResult Measure(Raster<byte> rgb, CellularityOptions options)
    {
        using var slide = new PictureSlide(rgb);
        return CellularityAnalysis.Run(slide, options, new LabelSink(), CancellationToken.None);
    }
}
