using System.Text.RegularExpressions;

namespace Marrow.Radiomics.Tests;

public class FeatureCatalogTests
{
    [Fact]
    public void There_are_102_standard_columns_and_each_name_once()
    {
        Assert.Equal(102, FeatureCatalog.All.Count(definition => definition.IsStandard));
        Assert.Equal(FeatureCatalog.All.Count, FeatureCatalog.All.Select(definition => definition.Column).Distinct().Count());
        Assert.All(FeatureCatalog.All, definition => Assert.True(definition.Formula.Length > 0 && definition.Source.Length > 10));
    }

    [Fact]
    public void Ibsi_identifiers_have_four_signs_and_none_stands_for_two_features()
    {
        string[] identifiers = FeatureCatalog.All
            .Where(definition => !definition.Ibsi.Contains("times"))
            .SelectMany(definition => Regex.Matches(definition.Ibsi, @"\b(?:[a-z]+_\w+) ([0-9A-Z]{4})\b").Select(match => match.Groups[1].Value)).ToArray();
        Assert.True(identifiers.Length > 100, $"{identifiers.Length}");

        // Entropy and uniformity of the bins stand once, in first order, as pyradiomics has them.
        Assert.Equal(identifiers.Length, identifiers.Distinct().Count());
    }

    [Fact]
    public void The_printed_catalogue_names_every_feature_with_its_source()
    {
        string text = RadiomicsText.Catalogue();
        Assert.All(FeatureCatalog.All, definition => Assert.Contains($"{definition.Column}", text));
        Assert.Equal(FeatureCatalog.All.Count + CellMorphometry.Definitions.Count, Regex.Count(text, "^    source: ", RegexOptions.Multiline));
    }

    [Fact]
    public void Csv_and_json_leave_undefined_values_empty_and_say_why()
    {
        var picture = new GreyPicture(new Marrow.Imaging.Raster<double>(3, 1, 1, [5, 5, 5]), "a, \"grey\"");
        RadiomicsTable table = RegionFeatures.Measure(picture, new Marrow.Imaging.Mask(3, 1, [1, 1, 1]), new RadiomicsOptions());
        string csv = RadiomicsText.Csv([("x,y.png", table)]), json = RadiomicsText.Json([("x,y.png", table)]);
        Assert.StartsWith("\"x,y.png\",1,0,0,3,1,\"a, \"\"grey\"\"\",", csv.Split('\n')[1]);
        Assert.Contains("original_glcm_Correlation", csv.Split('\n')[1]);
        Assert.DoesNotContain("NaN", csv);
        Assert.Contains("\"original_glcm_Correlation\": null", json);
        Assert.Contains("\"original_glcm_Correlation\": \"all pairs of neighbours have the same grey level", json);
        Assert.Contains("\"binWidth\": 25", json);
    }
}
