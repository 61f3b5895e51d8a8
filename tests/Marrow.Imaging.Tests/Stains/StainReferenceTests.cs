using Marrow.Tests;

namespace Marrow.Imaging.Tests;

/// <summary>
/// Against pictures that other programs wrote. henorm: the reference Macenko output (fixed H&amp;E matrix, Io 240, alpha 1, beta 0.15).
/// histolab: its expected pictures for a source and a fitted target.
/// </summary>
public class StainReferenceTests
{
    // The H picture of the reference differs by one level on 51 of 3,145,728 values when its own steps run on another linear algebra library.
    private const double HaematoxylinShare = 1e-4;

    // Equal here to the last value; another power function may round a few of Reinhard's differently.
    private const double HistolabMeanDifference = 0.001;

    private static readonly StainOptions Macenko = new();

    [SharedFact]
    public void The_normalized_picture_equals_the_reference_byte_for_byte()
    {
        NormalizedPicture normalized = StainNormalization.Normalize(Henorm("example1"), PublishedStains.MacenkoReference, Macenko);
        Assert.Null(normalized.Unchanged);
        Assert.Equal(Henorm("norm1").Samples, normalized.Rgb.Samples);
    }

    [SharedFact]
    public void The_eosin_picture_equals_the_reference_and_haematoxylin_nearly()
    {
        Raster<byte> picture = Henorm("example1");
        StainStatistics source = StainNormalization.Measure(picture, Macenko).Statistics!;
        SeparatedStains separated = StainSeparation.Separate(picture, source, PublishedStains.MacenkoReference, Macenko);
        Assert.Equal(Henorm("norm1_E").Samples, separated.Second.Samples);
        (double share, int most) = Difference(Henorm("norm1_H"), separated.First);
        Assert.True(most <= 1 && share <= HaematoxylinShare, $"H: {share:P5} of values differ, by up to {most}");
    }

    [SharedTheory]
    [InlineData(StainMethod.Macenko, "low_macenko")]
    [InlineData(StainMethod.Reinhard, "low_reinhard")]
    public void Histolab_convention_gives_histolab_pictures(StainMethod method, string expected)
    {
        StainOptions options = new() { Method = method, Convention = StainConvention.Histolab };
        StainStatistics target = StainNormalization.Measure(Histolab("target_tissue-level0"), options).Statistics!;
        NormalizedPicture normalized = StainNormalization.Normalize(Histolab("source_low"), target, options);
        double mean = normalized.Rgb.Samples.Zip(Histolab(expected).Samples, (a, b) => (double)Math.Abs(a - b)).Average();
        Assert.True(mean <= HistolabMeanDifference, $"{method}: mean difference {mean:F5} levels");
    }

    [SharedTheory]
    [InlineData("almost-white-1", "no pixel absorbs")]
    [InlineData("no-tissue", "too few")]
    [InlineData("no-tissue2", "too few")]
    [InlineData("no-tissue-line", "grey")]
    [InlineData("no-tissue-green-pen", "pen")]
    [InlineData("no-tissue-red-pen", "pen")]
    [InlineData("very-low-nuclei-score-red-pen-level1", "pen")]
    [InlineData("medium-nuclei-score-green-pen-level1", "pen")]
    public void Glass_ink_and_pen_come_back_unchanged_with_the_reason(string tile, string reason)
    {
        Raster<byte> picture = PngReader.ReadRgb(SharedData.Path("data", "tiles", "histolab", tile + ".png"));
        foreach (StainMethod method in Enum.GetValues<StainMethod>())
        {
            StainStatistics target = PublishedStains.MacenkoReference;
            NormalizedPicture normalized = StainNormalization.Normalize(picture, target, new StainOptions { Method = method });
            Assert.Same(picture, normalized.Rgb);
            Assert.Contains(reason, normalized.Unchanged);
        }
    }

    [SharedTheory]
    [InlineData(StainMethod.Macenko)]
    [InlineData(StainMethod.Vahadane)]
    [InlineData(StainMethod.Deconvolution)]
    [InlineData(StainMethod.Reinhard)]
    [InlineData(StainMethod.ModifiedReinhard)]
    public void A_picture_normalized_to_itself_stays_within_one_level(StainMethod method)
    {
        string[] tissue = ["high-nuclei-score-level2", "low-nuclei-score-level0", "low-nuclei-score-level1", "medium-nuclei-score-level1-2", "medium-nuclei-score-level1", "medium-nuclei-score-level2"];
        StainOptions options = new() { Method = method };
        foreach (Raster<byte> picture in tissue.Select(name => PngReader.ReadRgb(SharedData.Path("data", "tiles", "histolab", name + ".png"))).Append(Henorm("example1")))
        {
            StainStatistics own = StainNormalization.Measure(picture, options).Statistics!;
            NormalizedPicture normalized = StainNormalization.Normalize(picture, own, options);
            Assert.Null(normalized.Unchanged);
            (_, int most) = Difference(picture, normalized.Rgb);
            Assert.True(most <= 1, $"{method}: a value moved by {most}");
        }
    }

    internal static (double Share, int Most) Difference(Raster<byte> expected, Raster<byte> actual)
    {
        int[] differences = [.. expected.Samples.Zip(actual.Samples, (a, b) => Math.Abs(a - b))];
        return (differences.Count(value => value > 0) / (double)differences.Length, differences.Max());
    }

    private static Raster<byte> Henorm(string name) => PngReader.ReadRgb(SharedData.Path("data", "stain", "henorm", name + ".png"));

    private static Raster<byte> Histolab(string name) => PngReader.ReadRgb(SharedData.Path("data", "stain", "histolab", name + ".png"));
}
