namespace Marrow.Learning.Tests;

public class PairedAgreementTests
{
    private static readonly AgreementOptions Options = new() { Resamples = 500 };

    [Fact]
    public void Draws_of_the_bootstrap_end_where_they_are_cancelled()
    {
        using var ended = new CancellationTokenSource();
        ended.Cancel();
        Assert.Throws<OperationCanceledException>(() => PairedAgreement.Of(Pairs((1, 1), (2, 3), (3, 3), (5, 5)), Options, ended.Token));
    }

    [Fact]
    public void Equal_numbers_agree_wholly_and_the_undefined_says_why()
    {
        PairedAgreement agreement = PairedAgreement.Of(Pairs((1, 1), (2, 2), (3, 3), (5, 5)), Options);
        Assert.Equal(1, agreement.LinConcordance!.Value, 1e-15);
        Assert.Equal(1, agreement.Intraclass!.Value, 1e-15);
        Assert.Equal(0, agreement.MeanAbsoluteError);
        Assert.Null(agreement.PairedT);
        Assert.Equal("all differences are equal", agreement.Undefined["pairedT"]);
    }

    [Fact]
    public void One_pair_gives_a_difference_and_nothing_that_needs_two()
    {
        PairedAgreement agreement = PairedAgreement.Of(Pairs((40, 42)), Options);
        Assert.Equal(2, agreement.Difference.Mean);
        Assert.Null(agreement.Difference.SampleDeviation);
        Assert.Null(agreement.BlandAltman);
        Assert.Equal("needs two pairs", agreement.Undefined["blandAltman"]);
        Assert.Equal("needs three pairs", agreement.Undefined["pearson"]);
    }

    [Fact]
    public void A_constant_side_has_no_correlation()
    {
        PairedAgreement agreement = PairedAgreement.Of(Pairs((5, 1), (5, 2), (5, 4)), Options);
        Assert.Null(agreement.Pearson);
        Assert.Equal("one side does not vary", agreement.Undefined["pearson"]);
        Assert.Equal(0, agreement.LinConcordance!.Value);
    }

    [Fact]
    public void A_truth_of_zero_has_no_relative_difference_and_is_told()
    {
        PairedAgreement agreement = PairedAgreement.Of(Pairs((0, 1), (10, 11), (20, 20)), Options);
        Assert.Equal(2, agreement.RelativeDifferencePercent.Count);
        Assert.Equal("1 of 3 pairs have a truth of 0", agreement.Undefined["relativeDifferencePercent"]);
    }

    [Fact]
    public void Shrout_and_Fleiss_two_judges()
    {
        // Judges 1 and 2 of the worked example of Shrout and Fleiss (1979), table 2. By hand: MSR 9.6667, MSC 102.0833 …
        // ICC(2,1) = (MSR − MSE) / (MSR + MSE + 2 (MSC − MSE) / 6).
        double[] first = [9, 6, 8, 7, 10, 6], second = [2, 1, 4, 1, 5, 2];
        PairedAgreement agreement = PairedAgreement.Of([.. first.Zip(second, (a, b) => new PairedNumber($"{a}{b}", a, b))], Options);
        double[] means = [5.5, 3.5, 6, 4, 7.5, 4];
        double grand = means.Average(), subjects = 2 * means.Sum(mean => (mean - grand) * (mean - grand)) / 5;
        double judges = 6 * 2 * Math.Pow((first.Average() - second.Average()) / 2, 2);
        double total = first.Concat(second).Sum(value => (value - grand) * (value - grand));
        double error = (total - (5 * subjects) - judges) / 5;
        Assert.Equal((subjects - error) / (subjects + error + (2 * (judges - error) / 6)), agreement.Intraclass!.Value, 1e-12);
        Assert.InRange(agreement.Intraclass.Value, agreement.Intraclass.Interval!.Low, agreement.Intraclass.Interval.High);
    }

    [Fact]
    public void Bootstrap_is_the_same_for_a_seed_and_another_for_another()
    {
        PairedNumber[] pairs = Pairs((10, 12.13), (20, 19.4), (30, 33.71), (40, 40.29), (55, 52.87), (61, 60.03), (66, 71.3), (72, 70.11));
        BootstrapInterval Of(long seed) => PairedAgreement.Of(pairs, Options with { Seed = seed }).Bootstrap["meanAbsoluteError"];
        Assert.Equal(Of(1), Of(1));
        Assert.NotEqual(Of(1), Of(2));
        Assert.True(Of(1).Low < Of(1).High);
    }

    [Fact]
    public void Equivalence_needs_small_differences_and_not_only_no_difference()
    {
        PairedNumber[] wide = Pairs((10, 30), (20, 2), (30, 48), (40, 21)), near = Pairs((10, 10.2), (20, 19.9), (30, 30.3), (40, 39.8));
        Assert.False(PairedAgreement.Of(wide, Options with { Margin = 2 }).Equivalence!.IsEquivalent);
        Assert.True(PairedAgreement.Of(near, Options with { Margin = 2 }).Equivalence!.IsEquivalent);
    }

    [Fact]
    public void No_pair_and_numbers_that_are_none_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PairedAgreement.Of([], Options));
        Assert.StartsWith("b: a number is not finite", Assert.Throws<ArgumentException>(() => PairedAgreement.Of([new("a", 1, 1), new("b", 1, double.NaN)], Options)).Message);
        Assert.Throws<ArgumentException>(() => new AgreementOptions { Margin = 0 });
    }

    private static PairedNumber[] Pairs(params (double Truth, double Measured)[] numbers) =>
        [.. numbers.Select((pair, i) => new PairedNumber($"s{i}", pair.Truth, pair.Measured))];
}
