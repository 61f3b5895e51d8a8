using System.Globalization;
using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>Draws an agreement: scatter with identity, Bland–Altman, difference bars, numbers.</summary>
public static class AgreementFigure
{
    /// <summary>The figure as an SVG document.</summary>
    /// <param name="quantity">What was measured, with its unit, for the axes.</param>
    public static string ToSvg(PairedAgreement agreement, string quantity) => new Figure
    {
        Title = $"Agreement of {agreement.Pairs.Count} pairs",
        Panels =
        [
            new ScatterChart
            {
                Title = "Measured against truth",
                X = new Axis($"truth: {quantity}"),
                Y = new Axis($"measured: {quantity}"),
                HasIdentity = true,
                Series = [new PointSeries("pairs", ChartColors.Blue, [.. agreement.Pairs.Select(pair => (pair.Truth, pair.Measured))])],
            },
            BlandAltman(agreement, quantity),
            new BarChart
            {
                Title = "Measured − truth",
                Categories = [.. agreement.Pairs.Select(pair => pair.Name)],
                Series = [new BarSeries("difference", ChartColors.Orange, [.. agreement.Pairs.Select(pair => (double?)pair.Difference)])],
                Y = new Axis(quantity),
                ValueFormat = "0.00",
                Reference = agreement.Difference.Mean,
            },
            new StatisticsPanel { Title = "Statistics", Rows = Rows(agreement) },
        ],
    }.ToSvg();

    private static Chart BlandAltman(PairedAgreement agreement, string quantity)
    {
        (double, double)[] pairs = [.. agreement.Pairs.Select(pair => ((pair.Truth + pair.Measured) / 2, pair.Difference))];
        Axis x = new($"mean of both: {quantity}"), y = new("difference");
        return agreement.BlandAltman is { } limits
            ? new BlandAltmanChart
            {
                Title = "Bland–Altman, limits ± 1.96 SD",
                Pairs = pairs,
                MeanDifference = agreement.Difference.Mean!.Value,
                LowerLimit = limits.Lower,
                UpperLimit = limits.Upper,
                X = x,
                Y = y,
            }
            : new ScatterChart { Title = "Bland–Altman (needs two pairs)", X = x, Y = y, Series = [new PointSeries("pairs", ChartColors.Blue, pairs)] };
    }

    /// <summary>The main numbers with their names, for the figure and the terminal.</summary>
    public static IReadOnlyList<(string Name, string Value)> Rows(PairedAgreement agreement) =>
    [
        ("pairs", agreement.Pairs.Count.ToString(CultureInfo.InvariantCulture)),
        ("mean difference", Number(agreement.Difference.Mean) + Range(agreement.Difference.MeanInterval)),
        ("SD of differences (n − 1; n)", $"{Number(agreement.Difference.SampleDeviation)}; {Number(agreement.Difference.PopulationDeviation)}"),
        ("mean absolute error", Number(agreement.MeanAbsoluteError)),
        ("root mean square error", Number(agreement.RootMeanSquareError)),
        ("limits of agreement", agreement.BlandAltman is { } limits ? $"{Number(limits.Lower)} … {Number(limits.Upper)}" : "undefined"),
        ("paired t, p", agreement.PairedT is { } test ? $"{Number(test.T)}, {Probability(test.P)}" : "undefined"),
        ("equivalence, p", agreement.Equivalence is { } tost ? $"± {tost.Margin.ToString("0.###", CultureInfo.InvariantCulture)}: {Probability(tost.P)}" : "undefined"),
        ("Pearson r, p", agreement.Pearson is { } pearson ? $"{Number(pearson.R)}, {Probability(pearson.P)}" : "undefined"),
        ("Lin's concordance", Coefficient(agreement.LinConcordance)),
        ("ICC(2,1)", Coefficient(agreement.Intraclass)),
    ];

    private static string Coefficient(AgreementCoefficient? coefficient) =>
        coefficient is null ? "undefined" : Number(coefficient.Value) + Range(coefficient.Interval);

    private static string Range(ConfidenceInterval? interval) => interval is null ? "" : $" ({Number(interval.Low)} … {Number(interval.High)})";

    private static string Number(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "undefined";

    private static string Probability(double p) => p < 0.0001 ? p.ToString("0.0e-0", CultureInfo.InvariantCulture) : p.ToString("0.0000", CultureInfo.InvariantCulture);
}
