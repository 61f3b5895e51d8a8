using FsCheck;
using FsCheck.Fluent;
using Marrow.Imaging;

namespace Marrow.Radiomics.Tests;

public class RegionFeaturePropertyTests
{
    private static readonly RadiomicsOptions Options = new() { Threads = 1, IncludeIbsiExtras = true, BinWidth = 16 };

    [Fact]
    public void Turning_by_90_degrees_leaves_every_feature_unchanged() => ForAnySeed(seed =>
    {
        (GreyPicture picture, LabelMap labels) = DrawnRegion.Of(seed);
        (GreyPicture turned, LabelMap map) = DrawnRegion.Turned(picture, labels);
        DrawnRegion.AssertSame(Measure(picture, labels).Named(), Measure(turned, map).Named());
    });

    [Fact]
    public void Renaming_labels_leaves_the_regions_features_unchanged() => ForAnySeed(seed =>
    {
        (GreyPicture picture, LabelMap labels) = DrawnRegion.Of(seed);
        var renamed = new LabelMap(labels.Width, labels.Height, Array.ConvertAll(labels.Labels, label => label switch { 1 => 900, 2 => 7, _ => 0 }));
        (RadiomicsTable before, RadiomicsTable after) = (Measure(picture, labels), Measure(picture, renamed));
        Assert.Equal([7, 900], after.Rows.Select(row => row.Label));
        DrawnRegion.AssertSame(before.Named(0), after.Named(1), 0);
        DrawnRegion.AssertSame(before.Named(1), after.Named(0), 0);
    });

    [Fact]
    public void Adding_whole_bins_to_every_grey_value_leaves_shape_and_texture_unchanged() => ForAnySeed(seed =>
    {
        (GreyPicture picture, LabelMap labels) = DrawnRegion.Of(seed);
        GreyPicture lighter = picture.With(value => value + (16 * (1 + (Math.Abs(seed) % 50))));
        Dictionary<string, double> before = Measure(picture, labels).Named(), after = Measure(lighter, labels).Named();
        static bool IsGrey(string column) => column.Contains("firstorder");
        DrawnRegion.AssertSame(
            before.Where(pair => !IsGrey(pair.Key)).ToDictionary(), after.Where(pair => !IsGrey(pair.Key)).ToDictionary(), 0);
        Assert.Equal(before["original_firstorder_Entropy"], after["original_firstorder_Entropy"]);
    });

    [Fact]
    public void The_number_of_threads_changes_no_bit() => ForAnySeed(seed =>
    {
        (GreyPicture picture, LabelMap labels) = DrawnRegion.Of(seed);
        RadiomicsTable one = RegionFeatures.Measure(picture, labels, Options), four = RegionFeatures.Measure(picture, labels, Options with { Threads = 4 });
        Assert.Equal(RadiomicsText.Csv([("p", one)]), RadiomicsText.Csv([("p", four)]));
    });

    [Fact]
    public void A_region_does_not_see_its_surroundings() => ForAnySeed(seed =>
    {
        (GreyPicture picture, LabelMap labels) = DrawnRegion.Of(seed);
        var alone = new LabelMap(labels.Width, labels.Height, Array.ConvertAll(labels.Labels, label => label == 2 ? 2 : 0));
        GreyPicture changed = picture with { Samples = new Raster<double>(labels.Width, labels.Height, 1, (double[])picture.Samples.Samples.Clone()) };
        for (int i = 0; i < labels.Labels.Length; i++)
        {
            changed.Samples.Samples[i] = labels.Labels[i] == 2 ? changed.Samples.Samples[i] : double.NaN;
        }

        DrawnRegion.AssertSame(Measure(picture, labels).Named(1), Measure(changed, alone).Named(0), 0);
    });

    [Fact]
    public void Every_value_is_finite_or_has_a_reason() => ForAnySeed(seed =>
    {
        (GreyPicture picture, LabelMap labels) = DrawnRegion.Of(seed, 1 + (Math.Abs(seed) % 5), 1 + (Math.Abs(seed) % 3));
        RadiomicsTable table = Measure(picture, labels);
        foreach ((string column, FeatureValue value) in table.Rows.SelectMany(row => table.Columns.Zip(row.Values)))
        {
            Assert.True(value.Value is { } number ? double.IsFinite(number) : value.Reason.Length > 10, column);
        }
    });

    private static RadiomicsTable Measure(GreyPicture picture, LabelMap labels) => RegionFeatures.Measure(picture, labels, Options);

    private static void ForAnySeed(Action<int> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll(ArbMap.Default.ArbFor<int>(), property));
}
