using System.Globalization;
using Marrow.Imaging;
using Marrow.Tests;

namespace Marrow.Radiomics.Tests;

/// <summary>Filters and interpolation beside PyWavelets, scikit-image and SciPy; Reference/filters.csv says which versions and how.</summary>
public class ImageFilterReferenceTests
{
    private static readonly Dictionary<string, double[]> Expected = ReferenceTable.Read(
        Path.Combine(SharedData.Checkout, "tests", "Marrow.Radiomics.Tests", "Reference", "filters.csv"))
        .Where(row => !row[0].StartsWith('#'))
        .ToDictionary(row => row[0], row => row[1..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray());

    [Theory]
    [InlineData("wavelet", "wavelet-LH")]
    [InlineData("wavelet", "wavelet-HL")]
    [InlineData("wavelet", "wavelet-HH")]
    [InlineData("wavelet", "wavelet-LL")]
    [InlineData("lbp-2d", "lbp-2D")]
    [InlineData("square", "square")]
    [InlineData("squareroot", "squareroot")]
    [InlineData("logarithm", "logarithm")]
    [InlineData("exponential", "exponential")]
    [InlineData("gradient", "gradient")]
    public void A_filter_agrees_with_its_reference(string filter, string name)
    {
        PixelSpacing spacing = name == "gradient" ? new PixelSpacing(2, 0.5) : PixelSpacing.Pixel;
        Raster<double> filtered = ImageFilter.Parse(filter).Apply(Picture(), spacing).Single(entry => entry.Prefix == name).Picture;
        AssertClose(Expected[name], filtered.Samples);
    }

    [Theory]
    [InlineData(Interpolation.CubicSpline, "spline")]
    [InlineData(Interpolation.Linear, "linear")]
    public void Resampling_agrees_with_scipy(Interpolation interpolation, string name)
    {
        var labels = new LabelMap(7, 6);
        (GreyPicture resampled, LabelMap map) = new Resampling(0.75, interpolation).Apply(new GreyPicture(Picture(), "drawn"), labels);
        Assert.Equal(new PixelSize(10, 8), resampled.Samples.Size);
        Assert.Equal(new PixelSize(10, 8), map.Size);
        Assert.Equal(new PixelSpacing(0.75, 0.75), resampled.Spacing);
        AssertClose(Expected[name], resampled.Samples.Samples);
    }

    [Fact]
    public void The_laplacian_of_a_parabola_is_its_curvature_and_of_a_plane_zero()
    {
        var parabola = new Raster<double>(61, 61, 1);
        var plane = new Raster<double>(61, 61, 1);
        for (int i = 0; i < parabola.Samples.Length; i++)
        {
            (double x, double y) = ((i % 61) * 0.5, (i / 61) * 0.5);
            parabola.Samples[i] = (3 * x * x) + (2 * y * y) + (x * y);
            plane.Samples[i] = (4 * x) - y + 7;
        }

        // σ²·(6 + 4) with σ = 1.5 and pixels of 0.5; far enough from the edges to see none.
        ImageFilter log = ImageFilter.Parse("log:1.5");
        Raster<double> curved = log.Apply(parabola, new PixelSpacing(0.5, 0.5)).Single().Picture;
        Assert.Equal(22.5, curved[30, 30], 9);
        Assert.Equal(0, log.Apply(plane, new PixelSpacing(0.5, 0.5)).Single().Picture[30, 30], 9);
        Assert.Equal("log-sigma-1-5-2D", log.Apply(plane, PixelSpacing.Pixel).Single().Prefix);
    }

    [Fact]
    public void Columns_carry_the_image_type_and_the_shape_comes_once()
    {
        (GreyPicture picture, LabelMap labels) = DrawnRegion.Of(5);
        var options = new RadiomicsOptions { Filters = [ImageFilter.Original, ImageFilter.Parse("wavelet"), ImageFilter.Parse("log:2")] };
        RadiomicsTable table = RegionFeatures.Measure(picture, labels, options);
        Assert.Equal(9 + (6 * 93), table.Columns.Count);
        Assert.Equal(table.Columns.Count, table.Columns.Distinct().Count());
        Assert.Contains("wavelet-HL_glszm_ZoneEntropy", table.Columns);
        Assert.Contains("log-sigma-2-0-2D_firstorder_Mean", table.Columns);
        Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Values.Count));
    }

    [Theory]
    [InlineData("laplace")]
    [InlineData("log")]
    [InlineData("log:0")]
    [InlineData("log:x")]
    public void An_unknown_filter_is_refused(string text) =>
        Assert.StartsWith($"there is no filter {text}; filters are", Assert.Throws<ArgumentException>(() => ImageFilter.Parse(text)).Message);

    private static Raster<double> Picture() =>
        new(7, 6, 1, Enumerable.Range(0, 42).Select(i => (double)(((37 * (i % 7)) + (91 * (i / 7)) + (13 * (i % 7) * (i / 7))) % 200)).ToArray());

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            // The coefficients of coif1 are known to twelve digits.
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-9 * Math.Max(1, Math.Abs(expected[i])), $"sample {i}: {actual[i]} for {expected[i]}");
        }
    }
}
