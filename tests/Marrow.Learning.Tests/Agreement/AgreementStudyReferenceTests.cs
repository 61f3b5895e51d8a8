using System.Text.Json;
using Marrow.Tests;

namespace Marrow.Learning.Tests;

/// <summary>
/// Every statistic of a published agreement study (six trephines, shared data), recomputed from its six pairs.
/// Its standard deviations have n in the denominator.
/// </summary>
public class AgreementStudyReferenceTests
{
    // Both sides compute in double precision; only the order of sums differs.
    private const double Tolerance = 1e-9;

    [SharedFact]
    public void Every_published_number_is_reproduced()
    {
        using JsonDocument study = JsonDocument.Parse(File.ReadAllText(SharedData.Path("data", "cellularity", "agreement_study.json")));
        PairedAgreement agreement = PairedAgreement.Of(Pairs(study.RootElement), new AgreementOptions { Resamples = 200 });
        Dictionary<string, double> ours = Numbers(agreement);
        int compared = 0;
        foreach ((string path, double published) in Flatten(study.RootElement, "").Where(entry => IsStatistic(entry.Path)))
        {
            Assert.True(ours.TryGetValue(path, out double value), $"nothing stands for {path}");
            Assert.True(Math.Abs(value - published) <= Tolerance, $"{path}: published {published:R}, ours {value:R}");
            compared++;
        }

        // 2 differences for each of 6 samples, 30 numbers of the summary, 5 for each of 3 strata.
        Assert.Equal(12 + 30 + 15, compared);
        Assert.Equal(agreement.PairedT!.P < 0.05, study.RootElement.GetProperty("statistical_summary").GetProperty("statistical_tests").GetProperty("paired_t_test").GetProperty("significant").GetString() == "True");
    }

    [SharedFact]
    public void Statistics_beyond_the_study_equal_scipy()
    {
        using JsonDocument study = JsonDocument.Parse(File.ReadAllText(SharedData.Path("data", "cellularity", "agreement_study.json")));
        PairedAgreement agreement = PairedAgreement.Of(Pairs(study.RootElement), new AgreementOptions { Margin = 2, Resamples = 20_000 });

        // NumPy and SciPy 1.10 on the same six pairs, from the formulas named in the docstrings.
        Assert.Equal(0.9972580076279361, agreement.Intraclass!.Value, 1e-12);
        Assert.Equal(0.9810101182503588, agreement.Intraclass.Interval!.Low, 1e-9);
        Assert.Equal(0.9996146989567983, agreement.Intraclass.Interval.High, 1e-9);
        Assert.Equal(0.9967114126098313, agreement.LinConcordance!.Value, 1e-12);
        Assert.Equal(0.977058591897349, agreement.LinConcordance.Interval!.Low, 1e-9);
        Assert.Equal(0.9995325704907997, agreement.LinConcordance.Interval.High, 1e-9);
        Assert.Equal(0.9694277124588442, agreement.Pearson!.Interval!.Low, 1e-9);
        Assert.Equal(-3.0577888160529736, agreement.BlandAltman!.Lower, 1e-12);
        Assert.Equal(2.7588399564194046, agreement.BlandAltman.Upper, 1e-12);

        // Half width 2.8308978149… with t(0.975; 5) = 2.5705818356363; SciPy 1.10's own quantile is 4e-10 too large.
        Assert.Equal(5.58973777134421, agreement.BlandAltman.UpperInterval.High, 1e-12);
        Assert.Equal(-2.80439008591404, agreement.BlandAltman.LowerOfPopulation, 1e-12);
        Assert.Equal(0.014134247551402579, agreement.Equivalence!.PLower, 1e-9);
        Assert.Equal(0.008208399274808013, agreement.Equivalence.PUpper, 1e-9);
        Assert.True(agreement.Equivalence.IsEquivalent);
        Assert.Equal(0.8904310654609494, agreement.MeanAbsoluteError!.Value, 1e-12);
        Assert.Equal(1.3627710988799475, agreement.RootMeanSquareError!.Value, 1e-12);

        // SciPy's BCa with another random stream gave −1.455 … 0.693.
        Assert.Equal("bca", agreement.Bootstrap["meanDifference"].Method);
        Assert.Equal(-1.455, agreement.Bootstrap["meanDifference"].Low, 0.06);
        Assert.Equal(0.693, agreement.Bootstrap["meanDifference"].High, 0.06);
    }

    private static PairedNumber[] Pairs(JsonElement study) => [.. study.GetProperty("comparisons").EnumerateArray().Select(one =>
    {
        string name = one.GetProperty("sample_name").GetString()!;
        return new PairedNumber(name, one.GetProperty("gt_cellularity").GetDouble(), one.GetProperty("prediction_cellularity").GetDouble(), Stratum(study, name));
    })];

    private static string Stratum(JsonElement study, string name) => study.GetProperty("category_analysis").EnumerateObject()
        .Single(stratum => stratum.Value.GetProperty("samples").EnumerateArray().Any(sample => sample.GetString() == name)).Name;

    // The pixel counts beside each pair are the study's input, not its statistics.
    private static bool IsStatistic(string path) =>
        !path.Contains("_stats/", StringComparison.Ordinal) && !path.EndsWith("/prediction_cellularity", StringComparison.Ordinal) && !path.EndsWith("0/gt_cellularity", StringComparison.Ordinal)
        && !(path.StartsWith("/comparisons", StringComparison.Ordinal) && path.EndsWith("/gt_cellularity", StringComparison.Ordinal));

    private static IEnumerable<(string Path, double Value)> Flatten(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Flatten(property.Value, $"{path}/{property.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, i) => Flatten(item, $"{path}/{i}")),
        JsonValueKind.Number => [(path, element.GetDouble())],
        _ => [],
    };

    private static Dictionary<string, double> Numbers(PairedAgreement agreement)
    {
        var numbers = new Dictionary<string, double>
        {
            ["/statistical_summary/n_samples"] = agreement.Pairs.Count,
            ["/statistical_summary/statistical_tests/paired_t_test/t_statistic"] = agreement.PairedT!.T,
            ["/statistical_summary/statistical_tests/paired_t_test/p_value"] = agreement.PairedT.P,
            ["/statistical_summary/statistical_tests/pearson_correlation/r"] = agreement.Pearson!.R,
            ["/statistical_summary/statistical_tests/pearson_correlation/p_value"] = agreement.Pearson.P,
            ["/statistical_summary/statistical_tests/pearson_correlation/r_squared"] = agreement.Pearson.RSquared,
        };
        AddSummary(numbers, "gt_cellularity", agreement.Truth);
        AddSummary(numbers, "pred_cellularity", agreement.Measured);
        AddSummary(numbers, "absolute_difference", agreement.Difference);
        AddSummary(numbers, "relative_difference", agreement.RelativeDifferencePercent);
        for (int i = 0; i < agreement.Pairs.Count; i++)
        {
            numbers[$"/comparisons/{i}/absolute_difference"] = agreement.Pairs[i].Difference;
            numbers[$"/comparisons/{i}/relative_difference_percent"] = agreement.Pairs[i].RelativeDifferencePercent!.Value;
        }

        foreach (StratumAgreement stratum in agreement.Strata)
        {
            numbers[$"/category_analysis/{stratum.Name}/n_samples"] = stratum.Count;
            numbers[$"/category_analysis/{stratum.Name}/gt_mean"] = stratum.TruthMean;
            numbers[$"/category_analysis/{stratum.Name}/pred_mean"] = stratum.MeasuredMean;
            numbers[$"/category_analysis/{stratum.Name}/mean_difference"] = stratum.MeanDifference;
            numbers[$"/category_analysis/{stratum.Name}/std_difference"] = stratum.PopulationDeviation;
        }

        return numbers;
    }

    private static void AddSummary(Dictionary<string, double> numbers, string name, SampleSummary summary)
    {
        string path = $"/statistical_summary/{name}";
        numbers[$"{path}/mean"] = summary.Mean!.Value;
        numbers[$"{path}/std"] = summary.PopulationDeviation!.Value;
        numbers[$"{path}/median"] = summary.Median!.Value;
        numbers[$"{path}/range/0"] = summary.Minimum!.Value;
        numbers[$"{path}/range/1"] = summary.Maximum!.Value;
        numbers[$"{path}/ci_95/0"] = summary.MeanInterval!.Low;
        numbers[$"{path}/ci_95/1"] = summary.MeanInterval.High;
    }
}
