namespace Marrow.Learning;

/// <summary>How well two measurements of the same things agree. What is undefined is null, and <see cref="Undefined"/> says why.</summary>
public sealed record PairedAgreement
{
    public required IReadOnlyList<PairedNumber> Pairs { get; init; }

    public required SampleSummary Truth { get; init; }

    public required SampleSummary Measured { get; init; }

    /// <summary>Measured − truth.</summary>
    public required SampleSummary Difference { get; init; }

    /// <summary>100 × (measured − truth) / truth; pairs whose truth is 0 are not counted.</summary>
    public required SampleSummary RelativeDifferencePercent { get; init; }

    public required double? MeanAbsoluteError { get; init; }

    public required double? RootMeanSquareError { get; init; }

    public required PairedTTest? PairedT { get; init; }

    public required PearsonCorrelation? Pearson { get; init; }

    public required AgreementCoefficient? LinConcordance { get; init; }

    /// <summary>ICC(2,1): two-way random effects, absolute agreement, single measurement.</summary>
    public required AgreementCoefficient? Intraclass { get; init; }

    public required LimitsOfAgreement? BlandAltman { get; init; }

    public required EquivalenceTest? Equivalence { get; init; }

    /// <summary>Bootstrap intervals by statistic: <c>meanDifference</c>, <c>meanAbsoluteError</c>, <c>rootMeanSquareError</c>, <c>pearson</c>, <c>linConcordance</c>.</summary>
    public required IReadOnlyDictionary<string, BootstrapInterval> Bootstrap { get; init; }

    /// <summary>Means within each stratum, in the order of first appearance.</summary>
    public required IReadOnlyList<StratumAgreement> Strata { get; init; }

    /// <summary>Why a statistic is null, by its name.</summary>
    public required IReadOnlyDictionary<string, string> Undefined { get; init; }

    /// <summary>Computes everything.</summary>
    /// <exception cref="ArgumentException">There is no pair, or a number is not finite.</exception>
    public static PairedAgreement Of(IReadOnlyList<PairedNumber> pairs, AgreementOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(options);
        if (pairs.Count == 0)
        {
            throw new ArgumentException("there is no pair to compare", nameof(pairs));
        }

        if (pairs.FirstOrDefault(pair => !double.IsFinite(pair.Truth) || !double.IsFinite(pair.Measured)) is { } bad)
        {
            throw new ArgumentException($"{bad.Name}: a number is not finite", nameof(pairs));
        }

        PairMoments moments = PairMoments.Of([.. pairs.Select(pair => pair.Truth)], [.. pairs.Select(pair => pair.Measured)]);
        SampleSummary difference = Summary(pair => pair.Difference);
        var agreement = new PairedAgreement
        {
            Pairs = pairs,
            Truth = Summary(pair => pair.Truth),
            Measured = Summary(pair => pair.Measured),
            Difference = difference,
            RelativeDifferencePercent = Summary(pair => pair.RelativeDifferencePercent ?? double.NaN),
            MeanAbsoluteError = pairs.Average(pair => Math.Abs(pair.Difference)),
            RootMeanSquareError = Math.Sqrt(pairs.Average(pair => pair.Difference * pair.Difference)),
            PairedT = PairedTests.StudentOf(difference),
            Pearson = PairedTests.PearsonOf(moments, options.Confidence),
            LinConcordance = AgreementCoefficients.ConcordanceOf(moments, options.Confidence),
            Intraclass = AgreementCoefficients.IntraclassOf(moments, options.Confidence),
            BlandAltman = LimitsOfAgreement.Of(difference, options.Confidence),
            Equivalence = PairedTests.EquivalenceOf(difference, options),
            Bootstrap = Intervals(pairs, options, token),
            Strata = StratumAgreement.Of(pairs),
            Undefined = new Dictionary<string, string>(),
        };
        return agreement with { Undefined = Reasons(agreement) };

        SampleSummary Summary(Func<PairedNumber, double> number) => SampleSummary.Of(pairs.Select(number), options.Confidence);
    }

    private static Dictionary<string, BootstrapInterval> Intervals(IReadOnlyList<PairedNumber> pairs, AgreementOptions options, CancellationToken token)
    {
        (string Name, Bootstrap.Statistic Of)[] statistics =
        [
            ("meanDifference", (truth, measured) => Mean(truth, measured, difference => difference)),
            ("meanAbsoluteError", (truth, measured) => Mean(truth, measured, Math.Abs)),
            ("rootMeanSquareError", (truth, measured) => Math.Sqrt(Mean(truth, measured, difference => difference * difference))),
            ("pearson", (truth, measured) => PairMoments.Of(truth, measured) is { TruthVariance: > 0, MeasuredVariance: > 0 } moments ? moments.Correlation : double.NaN),
            ("linConcordance", (truth, measured) => PairMoments.Of(truth, measured).Concordance),
        ];
        var intervals = new Dictionary<string, BootstrapInterval>();
        foreach ((string name, Bootstrap.Statistic statistic) in statistics)
        {
            if (Learning.Bootstrap.Of(pairs, statistic, options, token) is { } interval)
            {
                intervals[name] = interval;
            }
        }

        return intervals;
    }

    private static double Mean(ReadOnlySpan<double> truth, ReadOnlySpan<double> measured, Func<double, double> of)
    {
        double sum = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            sum += of(measured[i] - truth[i]);
        }

        return sum / truth.Length;
    }

    private static Dictionary<string, string> Reasons(PairedAgreement agreement)
    {
        var reasons = new Dictionary<string, string>();
        int n = agreement.Pairs.Count;
        void Explain(bool isMissing, string name, string reason)
        {
            if (isMissing)
            {
                reasons[name] = reason;
            }
        }

        string spread = n < 2 ? "needs two pairs" : "all differences are equal";
        Explain(agreement.PairedT is null, "pairedT", spread);
        Explain(agreement.Equivalence is null, "equivalence", spread);
        Explain(agreement.BlandAltman is null, "blandAltman", "needs two pairs");
        Explain(agreement.Pearson is null, "pearson", n < 3 ? "needs three pairs" : "one side does not vary");
        Explain(agreement.LinConcordance is null, "linConcordance", n < 2 ? "needs two pairs" : "both sides are one constant");
        Explain(agreement.Intraclass is null, "intraclass", n < 2 ? "needs two pairs" : "both sides are one constant");
        Explain(agreement.Bootstrap.Count == 0, "bootstrap", n < 3 ? "needs three pairs" : "no statistic is defined");
        Explain(agreement.RelativeDifferencePercent.Count < n, "relativeDifferencePercent", $"{n - agreement.RelativeDifferencePercent.Count} of {n} pairs have a truth of 0");
        return reasons;
    }
}
