using System.Globalization;

namespace Marrow.Imaging;

/// <summary>Difference of two measurements against their mean, with the mean difference and limits of agreement (Bland and Altman, 1986).</summary>
public sealed class BlandAltmanChart : Chart
{
    /// <summary>For each pair: mean of both and difference (measured − truth).</summary>
    public required IReadOnlyList<(double Mean, double Difference)> Pairs { get; init; }

    public required double MeanDifference { get; init; }

    public required double LowerLimit { get; init; }

    public required double UpperLimit { get; init; }

    public required Axis X { get; init; }

    public required Axis Y { get; init; }

    public override void Draw(SvgDrawing drawing, ChartArea area) => new ScatterChart
    {
        Title = Title,
        X = X,
        Y = Y,
        Series = [new PointSeries("pairs", ChartColors.Blue, Pairs)],
        References =
        [
            Line(UpperLimit, "upper limit", ChartColors.Vermilion),
            Line(MeanDifference, "mean", ChartColors.Ink),
            Line(LowerLimit, "lower limit", ChartColors.Vermilion),
        ],
    }.Draw(drawing, area);

    private static ReferenceLine Line(double value, string name, string color) =>
        new(value, $"{name} {value.ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture)}", false, color);
}
