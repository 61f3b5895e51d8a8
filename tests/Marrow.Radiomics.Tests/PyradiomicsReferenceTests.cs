using System.Globalization;
using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Tests;

namespace Marrow.Radiomics.Tests;

/// <summary>pyradiomics' own baseline tables (AIM-Harvard/pyradiomics, data/baseline): two-dimensional columns, and those that know no dimension.</summary>
public class PyradiomicsReferenceTests
{
    /// <summary>Same algorithm: nothing but rounding may differ.</summary>
    private const double Tolerance = 1e-6;

    [SharedTheory]
    [InlineData("brain1", "glcm")]
    [InlineData("brain1", "glrlm")]
    [InlineData("brain1", "glszm")]
    [InlineData("brain1", "gldm")]
    [InlineData("brain1", "ngtdm")]
    [InlineData("breast1", "glcm")]
    [InlineData("breast1", "glrlm")]
    [InlineData("breast1", "glszm")]
    [InlineData("breast1", "gldm")]
    [InlineData("breast1", "ngtdm")]
    public void Textures_of_a_stack_agree_with_the_2d_columns(string subject, string family)
    {
        RadiomicsTable measured = Stack(subject, new RadiomicsOptions());
        AssertAgrees(Baseline(family, $"{subject}_2d"), measured);
    }

    [SharedTheory]
    [InlineData("brain1")]
    [InlineData("breast1")]
    public void First_order_agrees_with_normalization_and_with_resegmentation(string subject)
    {
        var normalized = new RadiomicsOptions { Normalization = new GreyNormalization { Scale = 100 }, BinWidth = 5 };
        AssertAgrees(Baseline("firstorder", $"{subject}_normalization"), Stack(subject, normalized));
        var resegmented = new RadiomicsOptions { Resegmentation = new Resegmentation(-3, 3, ResegmentationMode.Deviations) };
        AssertAgrees(Baseline("firstorder", $"{subject}_resegmentation"), Stack(subject, resegmented));
    }

    [SharedTheory]
    [InlineData("brain1", 16)]
    [InlineData("breast1", 9)]
    public void Shape_of_one_plane_agrees(string subject, int plane)
    {
        (IReadOnlyList<GreyPicture> pictures, Mask[] masks) = Read(subject);
        AssertAgrees(Baseline("shape2D", $"{subject}_shape2D"), RegionFeatures.Measure(pictures[plane], masks[plane], new RadiomicsOptions()));
    }

    private static RadiomicsTable Stack(string subject, RadiomicsOptions options)
    {
        (IReadOnlyList<GreyPicture> pictures, Mask[] masks) = Read(subject);
        return RegionFeatures.MeasureStack(pictures, masks, options);
    }

    private static (IReadOnlyList<GreyPicture> Pictures, Mask[] Masks) Read(string subject)
    {
        Volume image = Nrrd.Read(SharedData.Path("data", "radiomics", "pyradiomics", $"{subject}_image.nrrd"));
        Volume label = Nrrd.Read(SharedData.Path("data", "radiomics", "pyradiomics", $"{subject}_label.nrrd"));
        Mask[] masks = Enumerable.Range(0, label.Depth)
            .Select(z => new Mask(label.Width, label.Height, Array.ConvertAll(label.Plane(z).ToArray(), value => value == 1 ? (byte)1 : (byte)0))).ToArray();
        return (GreyReduction.Planes(image), masks);
    }

    private static Dictionary<string, double> Baseline(string family, string column)
    {
        IReadOnlyList<string[]> table = ReferenceTable.Read(SharedData.Path("data", "radiomics", "pyradiomics", $"baseline_{family}.csv"));
        int at = Array.IndexOf(table[0], column);
        Assert.True(at > 0, $"no column {column}");
        return table.Where(row => row[0].StartsWith("original_", StringComparison.Ordinal))
            .ToDictionary(row => row[0], row => double.Parse(row[at], CultureInfo.InvariantCulture));
    }

    private static void AssertAgrees(Dictionary<string, double> expected, RadiomicsTable measured)
    {
        Assert.NotEmpty(expected);
        var misses = new List<string>();
        foreach ((string name, double value) in expected)
        {
            int column = measured.Columns.ToList().IndexOf(name);
            double actual = column < 0 ? double.NaN : measured.Rows[0].Values[column].Value ?? double.NaN;
            if (!(Math.Abs(actual - value) <= Tolerance * Math.Abs(value)))
            {
                misses.Add($"{name}: {actual:R} for {value:R}");
            }
        }

        Assert.Empty(misses);
    }
}
