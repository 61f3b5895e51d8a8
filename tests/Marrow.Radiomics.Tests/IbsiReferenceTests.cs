using System.Globalization;
using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Tests;

namespace Marrow.Radiomics.Tests;

/// <summary>The consensus values of IBSI 1 on its digital phantom (theibsi.github.io, CC BY 4.0), each within its own tolerance.</summary>
public class IbsiReferenceTests
{
    /// <summary>What is not implemented, by the start of the tag or its end, and why.</summary>
    private static readonly (string Tag, string Why)[] NotImplemented =
    [
        ("morph_", "three-dimensional shape; Marrow measures regions of pictures"),
        ("loc_", "a local peak is a mean over a sphere of 1 cm³, three-dimensional"),
        ("ivh_", "intensity-volume histogram; not among pyradiomics' families"),
        ("dzm_", "distance-zone matrix; not among pyradiomics' families"),
        ("_3D", "three-dimensional neighbourhoods"),
        ("_3D_avg", "three-dimensional neighbourhoods"),
        ("_3D_comb", "three-dimensional neighbourhoods"),
    ];

    [SharedFact]
    public void Every_consensus_value_of_the_implemented_families_is_met()
    {
        Dictionary<string, double> measured = Measure();
        var misses = new List<string>();
        int met = 0;
        foreach (string[] row in ReferenceTable.Read(SharedData.Path("data", "radiomics", "ibsi", "ibsi_1_dig_phantom.csv"), ';').Skip(1))
        {
            if (NotImplemented.Any(entry => row[2].StartsWith(entry.Tag, StringComparison.Ordinal) || row[2].EndsWith(entry.Tag, StringComparison.Ordinal)))
            {
                continue;
            }

            double expected = double.Parse(row[0], CultureInfo.InvariantCulture), tolerance = double.Parse(row[1], CultureInfo.InvariantCulture);
            double actual = measured.GetValueOrDefault(row[2], double.NaN);

            // A tolerance of 0 means: equal in the digits that the table writes.
            if (Math.Abs(actual - expected) <= Math.Max(tolerance, HalfDigit(row[0])))
            {
                met++;
            }
            else
            {
                misses.Add($"{row[2]}: {actual:R} for {row[0]}");
            }
        }

        Assert.Empty(misses);
        Assert.Equal(281, met);
    }

    /// <summary>Half of one unit in the last digit of a number with three significant digits.</summary>
    private static double HalfDigit(string text)
    {
        double value = Math.Abs(double.Parse(text, CultureInfo.InvariantCulture));
        int exponent = value == 0 ? 0 : (int)Math.Floor(Math.Log10(value));
        return 0.5000001 * Math.Pow(10, exponent - 2);
    }

    private static Dictionary<string, double> Measure()
    {
        Volume image = Nifti.Read(SharedData.Path("data", "radiomics", "ibsi", "digital_phantom.nii.gz"));
        Volume label = Nifti.Read(SharedData.Path("data", "radiomics", "ibsi", "digital_mask.nii.gz"));
        Mask[] masks = Enumerable.Range(0, label.Depth)
            .Select(z => new Mask(label.Width, label.Height, Array.ConvertAll(label.Plane(z).ToArray(), value => (byte)value))).ToArray();
        var values = new Dictionary<string, double>();
        foreach (TextureAggregation aggregation in Enum.GetValues<TextureAggregation>())
        {
            // The phantom's values are levels already: bins of width 1 leave them as they are.
            var options = new RadiomicsOptions
            {
                BinWidth = 1,
                Aggregation = aggregation,
                IncludeIbsiExtras = true,
                Families = Enum.GetValues<FeatureFamily>(),
            };
            RadiomicsTable table = RegionFeatures.MeasureStack(GreyReduction.Planes(image), masks, options);
            foreach (FeatureDefinition definition in FeatureCatalog.All)
            {
                FeatureValue value = table.Rows[0].Values[table.Columns.ToList().IndexOf($"original_{definition.Column}")];
                foreach (string tag in Tags(definition, aggregation))
                {
                    values[tag] = value.Value ?? double.NaN;
                }
            }
        }

        // IBSI's kurtosis is the excess over 3, pyradiomics' is not.
        values["stat_kurt"] -= 3;
        return values;
    }

    /// <summary>The tags that a catalogue entry names, with the ending of the aggregation where the family has one.</summary>
    private static IEnumerable<string> Tags(FeatureDefinition definition, TextureAggregation aggregation)
    {
        bool plane = aggregation is TextureAggregation.Average2D or TextureAggregation.Combined2D;
        bool average = aggregation is TextureAggregation.Average2D or TextureAggregation.Average25D;
        string space = plane ? "_2D" : "_2_5D";
        string ending = definition.Family switch
        {
            FeatureFamily.Glcm or FeatureFamily.Glrlm => space + (average ? "_avg" : "_comb"),
            FeatureFamily.Glszm or FeatureFamily.Gldm or FeatureFamily.Ngtdm => space,
            _ => "",
        };
        return definition.Ibsi.Split(' ', ';').Where(word => word.Contains('_') && !definition.Ibsi.Contains("times")).Select(word => word + ending);
    }
}
