using System.Globalization;
using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Tests;

namespace Marrow.Radiomics.Tests;

/// <summary>The published tables of system 002 (pyradiomics 3.0.1, whole-image masks, values written to about nine digits).</summary>
public class PublishedSmearReferenceTests
{
    [SharedFact]
    public void All_102_features_of_the_seven_published_smears_agree_to_a_millionth()
    {
        string folder = SharedData.Path("data", "radiomics", "smear10");
        IReadOnlyList<string[]> table = ReferenceTable.Read(Path.Combine(folder, "features.csv"));
        string[] names = table[0][1..];
        Assert.Equal(102, names.Length);
        var misses = new List<string>();
        foreach (string[] row in table.Skip(1))
        {
            RadiomicsTable measured = Measure(folder, row[0]);
            Assert.Equal(names, measured.Columns);
            for (int i = 0; i < names.Length; i++)
            {
                double expected = double.Parse(row[i + 1], CultureInfo.InvariantCulture);
                double actual = measured.Rows[0].Values[i].Value ?? double.NaN;
                if (!(Math.Abs(actual - expected) <= 1e-6 * Math.Abs(expected)))
                {
                    misses.Add($"{row[0]} {names[i]}: {actual} for {expected}");
                }
            }
        }

        Assert.Empty(misses);
        Assert.Equal(8, table.Count);
    }

    private static RadiomicsTable Measure(string folder, string image)
    {
        string png = Path.Combine(folder, image);
        Raster<byte> rgb = PictureFile.ReadRgb(png);
        Mask mask = PictureFile.ReadMask(png.Replace(".png", "_mask.png"));
        return RegionFeatures.Measure(GreyReduction.Reduce(rgb, GreyReductionKind.Compatible002), mask, new RadiomicsOptions());
    }
}
