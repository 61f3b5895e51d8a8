using Marrow.Imaging;

namespace Marrow.Radiomics.Tests;

public class DamagedRegionTests
{
    [Fact]
    public void A_mask_of_another_size_is_refused_in_words()
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Measure(Grey(4, 4, (_, _) => 1), new Mask(5, 4)));
        Assert.Equal("the mask is 5×4 and the picture 4×4 with 1 channels: a region needs a grey picture and a mask of one size", refusal.Message);
    }

    [Fact]
    public void An_empty_mask_gives_one_row_without_values()
    {
        RadiomicsRow row = Assert.Single(Measure(Grey(4, 4, (x, _) => x), new Mask(4, 4)).Rows);
        Assert.All(row.Values, value => Assert.Equal((null, "the region has no pixel"), (value.Value, value.Reason)));
        Assert.Equal(102, row.Values.Count);
    }

    [Fact]
    public void An_empty_label_map_gives_no_row() =>
        Assert.Empty(RegionFeatures.Measure(Grey(4, 4, (x, _) => x), new LabelMap(4, 4), new RadiomicsOptions()).Rows);

    [Fact]
    public void One_pixel_has_what_one_pixel_can_have()
    {
        var mask = new Mask(3, 3) { [1, 1] = true };
        Dictionary<string, FeatureValue> values = Values(Measure(Grey(3, 3, (_, _) => 80), mask));
        Assert.Equal(1, values["original_shape2D_PixelSurface"].Value);
        Assert.Equal(0.5, values["original_shape2D_MeshSurface"].Value!.Value, 12);
        Assert.Equal(0, values["original_shape2D_MajorAxisLength"].Value);
        Assert.Equal("the region is a single pixel, without axes", values["original_shape2D_Elongation"].Reason);
        Assert.Equal(80, values["original_firstorder_Mean"].Value);
        Assert.Equal("no two pixels of the region are neighbours", values["original_glcm_Contrast"].Reason);
        Assert.Equal(1, values["original_glszm_ZonePercentage"].Value);
        Assert.Equal("every pixel equals the mean of its neighbours, or has none", values["original_ngtdm_Coarseness"].Reason);
    }

    [Fact]
    public void A_constant_region_has_no_correlation_and_says_why()
    {
        Dictionary<string, FeatureValue> values = Values(Measure(Grey(6, 5, (_, _) => 0.1), Everything(6, 5)));
        foreach (string column in (string[])["original_glcm_Correlation", "original_glcm_MCC", "original_glcm_Imc1", "original_glcm_Imc2"])
        {
            Assert.Equal("all pairs of neighbours have the same grey level, or no two pixels of the region are neighbours", values[column].Reason);
        }

        Assert.Equal("all grey values are equal", values["original_firstorder_Skewness"].Reason);
        Assert.Equal(0, values["original_firstorder_Variance"].Value);
        Assert.Equal(0, values["original_glcm_Contrast"].Value);
        Assert.Equal(1, values["original_firstorder_Uniformity"].Value);
    }

    [Fact]
    public void Values_that_are_not_numbers_make_only_their_region_undefined()
    {
        var labels = new LabelMap(8, 4, Enumerable.Range(0, 32).Select(i => i % 8 < 4 ? 1 : 2).ToArray());
        RadiomicsTable table = RegionFeatures.Measure(Grey(8, 4, (x, y) => (x, y) == (1, 1) ? double.NaN : (7 * x) + y), labels, new RadiomicsOptions { BinWidth = 2 });
        FeatureValue broken = table.Rows[0].Values[20];
        Assert.Equal((null, "1 of the region's 16 grey values are not finite numbers"), (broken.Value, broken.Reason));
        Assert.NotNull(table.Rows[0].Values[0].Value);
        Assert.All(table.Rows[1].Values, value => Assert.NotNull(value.Value));
    }

    [Fact]
    public void Sixteen_bit_and_float_values_are_measured_at_their_full_depth()
    {
        GreyPicture deep = GreyReduction.Samples(new Raster<float>(5, 1, 1, [0, 1000, 30000, 65535, 65534.5f]));
        Dictionary<string, FeatureValue> values = Values(Measure(deep, Everything(5, 1)));
        Assert.Equal(65535, values["original_firstorder_Maximum"].Value);
        Assert.Equal(30000, values["original_firstorder_Median"].Value);
    }

    [Fact]
    public void Too_many_levels_leave_first_order_and_refuse_texture()
    {
        Dictionary<string, FeatureValue> values = Values(Measure(Grey(60, 60, (x, y) => 25 * ((60 * y) + x)), Everything(60, 60)));
        Assert.Equal("the region has 3600 grey levels up to 3600 and textures take at most 1024, up to 65535: choose wider bins", values["original_glszm_ZoneEntropy"].Reason);
        Assert.NotNull(values["original_firstorder_Entropy"].Value);
        Dictionary<string, FeatureValue> narrow = Values(Measure(Grey(3, 3, (x, _) => 1e12 * x), Everything(3, 3)));
        Assert.Equal("the bins are too narrow", narrow["original_firstorder_Entropy"].Reason);
        Assert.NotNull(narrow["original_firstorder_Mean"].Value);
    }

    [Fact]
    public void Resegmentation_that_keeps_nothing_says_so_and_leaves_the_shape()
    {
        var options = new RadiomicsOptions { Resegmentation = new Resegmentation(500, 600) };
        Dictionary<string, FeatureValue> values = Values(RegionFeatures.Measure(Grey(4, 4, (x, _) => x), Everything(4, 4), options));
        Assert.Equal("the region has no pixel", values["original_glcm_Contrast"].Reason);
        Assert.Equal(16, values["original_shape2D_PixelSurface"].Value);
    }

    private static RadiomicsTable Measure(GreyPicture picture, Mask mask) => RegionFeatures.Measure(picture, mask, new RadiomicsOptions());

    private static Dictionary<string, FeatureValue> Values(RadiomicsTable table) =>
        table.Columns.Zip(table.Rows[0].Values).ToDictionary(pair => pair.First, pair => pair.Second);

    private static GreyPicture Grey(int width, int height, Func<int, int, double> value)
    {
        var grey = new Raster<double>(width, height, 1);
        for (int i = 0; i < grey.Samples.Length; i++)
        {
            grey.Samples[i] = value(i % width, i / width);
        }

        return new GreyPicture(grey, "drawn");
    }

    private static Mask Everything(int width, int height)
    {
        var mask = new Mask(width, height);
        Array.Fill(mask.Values, (byte)1);
        return mask;
    }
}
