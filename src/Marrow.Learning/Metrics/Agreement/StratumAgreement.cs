namespace Marrow.Learning;

/// <summary>The pairs of one stratum in means.</summary>
/// <param name="SampleDeviation">Of the differences, with n − 1; null below two pairs.</param>
/// <param name="PopulationDeviation">Of the differences, with n.</param>
public sealed record StratumAgreement(
    string Name, int Count, IReadOnlyList<string> Members, double TruthMean, double MeasuredMean, double MeanDifference, double? SampleDeviation, double PopulationDeviation)
{
    internal static IReadOnlyList<StratumAgreement> Of(IEnumerable<PairedNumber> pairs) =>
        [.. pairs.Where(pair => pair.Stratum is not null).GroupBy(pair => pair.Stratum!).Select(Of)];

    private static StratumAgreement Of(IGrouping<string, PairedNumber> stratum)
    {
        SampleSummary difference = SampleSummary.Of(stratum.Select(pair => pair.Difference), 0.95);
        return new StratumAgreement(
            stratum.Key,
            difference.Count,
            [.. stratum.Select(pair => pair.Name)],
            stratum.Average(pair => pair.Truth),
            stratum.Average(pair => pair.Measured),
            difference.Mean!.Value,
            difference.SampleDeviation,
            difference.PopulationDeviation!.Value);
    }
}
