using Marrow.Hematology.Segmentation;
using Marrow.Imaging;

namespace Marrow.Hematology.Tests;

/// <summary>Black that reaches in from a picture's edge is no tissue: padding, corners of a turned picture, places never scanned.</summary>
public class VoidsTests
{
    private const int Side = 900;

    private static readonly SectionPhantomPicture Drawn = SectionPhantom.Draw(new SectionPhantomOptions { Size = new(Side, Side), Seed = 31, CellularityPercent = 60 });

    private static Raster<byte> Section => Drawn.Rgb;

    [Theory]
    [InlineData(RegionSource.Auto)]
    [InlineData(RegionSource.Classical)]
    public void Black_corners_are_left_out_and_said(RegionSource region)
    {
        var options = new CellularityOptions { MicrometersPerPixel = 0.5, Region = region };
        (Raster<byte> cut, long black) = WithBlackCorners(6);
        CellularityAnalysisResult whole = Run(Section, options), found = Run(cut, options);
        Assert.InRange((Side * Side) - found.Counts.Analyzed, 0.99 * black, 1.01 * black);
        Assert.InRange(Math.Abs(found.Counts.CellularityPercent!.Value - TrueCellularity(cut)), 0, 3);
        Assert.Contains(found.Suspicions, one => one.Code == "blackArea" && one.Message.EndsWith("it was not analysed", StringComparison.Ordinal));
        Assert.DoesNotContain(whole.Suspicions, one => one.Code == "blackArea");
    }

    [Fact]
    public void The_published_rule_counts_black_and_says_so()
    {
        (Raster<byte> cut, _) = WithBlackCorners(0);
        CellularityAnalysisResult found = Run(cut, new CellularityOptions { Fat = FatRule.Percentile, Region = RegionSource.Whole });
        Assert.Equal((long)Side * Side, found.Counts.Analyzed);
        Assert.Contains(found.Suspicions, one => one.Code == "blackArea" && one.Message.EndsWith("counts it as haematopoietic", StringComparison.Ordinal));
    }

    [Fact]
    public void Dark_nuclei_at_the_edge_and_pictures_without_light_have_no_void()
    {
        Assert.Null(Voids.Find(new CoarseView(Section, 1)));
        Assert.Null(Voids.Find(new CoarseView(new Raster<byte>(300, 200, 3), 1)));
        (Raster<byte> cut, _) = WithBlackCorners(7);
        Assert.Null(Voids.Find(new CoarseView(cut, 1)));
    }

    /// <summary>The section with two corners cut off along diagonals, their rims half dark as resampling leaves them.</summary>
    private static (Raster<byte> Picture, long Black) WithBlackCorners(byte level)
    {
        var picture = new Raster<byte>(Side, Side, 3, [.. Section.Samples]);
        long black = 0;
        for (int i = 0; i < Side * Side; i++)
        {
            int along = (i % Side) + (i / Side), inside = Math.Min(along - 400, (2 * Side) - 2 - along - 300);
            if (inside <= 0)
            {
                picture.Samples.AsSpan(3 * i, 3).Fill(inside == 0 ? (byte)40 : level);
                black += inside < 0 ? 1 : 0;
            }
        }

        return (picture, black);
    }

    /// <summary>What was drawn where a picture is not black, in per cent.</summary>
    private static double TrueCellularity(Raster<byte> picture)
    {
        int[] counts = new int[Enum.GetValues<Compartment>().Length];
        for (int i = 0; i < Side * Side; i++)
        {
            counts[Drawn.Compartments.Samples[i]] += picture.Samples[3 * i] == picture.Samples[(3 * i) + 1] && picture.Samples[3 * i] <= 40 ? 0 : 1;
        }

        (double cells, double fat) = (counts[(int)Compartment.Haematopoietic], counts[(int)Compartment.Fat]);
        return 100 * cells / (cells + fat);
    }

    private static CellularityAnalysisResult Run(Raster<byte> rgb, CellularityOptions options)
    {
        using var slide = new PictureSlide(rgb);
        return CellularityAnalysis.Run(slide, options, new LabelSink(), CancellationToken.None);
    }
}
