namespace Marrow.Imaging;

/// <summary>Dots for pairs of numbers, with the line of identity on request.</summary>
public sealed class ScatterChart : Chart
{
    public required IReadOnlyList<PointSeries> Series { get; init; }

    public required Axis X { get; init; }

    public required Axis Y { get; init; }

    /// <summary>True draws y = x and gives both axes the same range.</summary>
    public bool HasIdentity { get; init; }

    public IReadOnlyList<ReferenceLine> References { get; init; } = [];

    public override void Draw(SvgDrawing drawing, ChartArea area)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        LegendEntry[] legend = Series.Count > 1 ? Series.Select(series => new LegendEntry(series.Name, series.Color)).ToArray() : [];
        ChartArea below = PlotFrame.Header(drawing, area, Title, legend);
        PlotFrame frame = HasIdentity ? SquareFrame(drawing, below) : PointRange.Of(Series, References).Frame(drawing, below, X, Y);
        foreach (ReferenceLine reference in References)
        {
            ReferenceLabel.Draw(drawing, frame, reference);
        }

        foreach (PointSeries series in Series)
        {
            foreach ((double x, double y) in series.Finite)
            {
                drawing.Circle(frame.Point(x, y), 3.6, series.Color, new Stroke("#ffffff", 0.8));
            }
        }
    }

    private PlotFrame SquareFrame(SvgDrawing drawing, ChartArea area)
    {
        PointRange range = PointRange.Of(Series, References);
        double low = Math.Min(X.Minimum ?? range.MinimumX, Y.Minimum ?? range.MinimumY);
        double high = Math.Max(X.Maximum ?? range.MaximumX, Y.Maximum ?? range.MaximumY);
        AxisScale scale = AxisScale.Covering(low, high);
        PlotFrame frame = PlotFrame.Numeric(drawing, area, (X, scale), (Y, scale));
        drawing.Line(frame.Point(scale.Minimum, scale.Minimum), frame.Point(scale.Maximum, scale.Maximum), new Stroke(ChartColors.Muted, 1.2, "5 4"));
        return frame;
    }
}
