namespace Marrow.Imaging;

/// <summary>Curves over numbers, with dots on request.</summary>
public sealed class LineChart : Chart
{
    public required IReadOnlyList<PointSeries> Series { get; init; }

    public required Axis X { get; init; }

    public required Axis Y { get; init; }

    public bool HasDots { get; init; }

    public IReadOnlyList<ReferenceLine> References { get; init; } = [];

    public override void Draw(SvgDrawing drawing, ChartArea area)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        LegendEntry[] legend = Series.Count > 1 ? Series.Select(series => new LegendEntry(series.Name, series.Color)).ToArray() : [];
        ChartArea below = PlotFrame.Header(drawing, area, Title, legend);
        PlotFrame frame = PointRange.Of(Series, References).Frame(drawing, below, X, Y);
        foreach (PointSeries series in Series)
        {
            (double X, double Y)[] points = series.Finite;
            for (int i = 0; i < points.Length; i++)
            {
                points[i] = frame.Point(points[i].X, points[i].Y);
            }

            drawing.Polyline(points, new Stroke(series.Color, 2));
            foreach ((double X, double Y) point in HasDots ? points : [])
            {
                drawing.Circle(point, 3.2, series.Color, new Stroke("#ffffff"));
            }

            if (series.Mark is { } mark)
            {
                drawing.Circle(frame.Point(mark.X, mark.Y), 4.5, series.Color, new Stroke("#ffffff", 1.5));
            }
        }

        foreach (ReferenceLine reference in References)
        {
            ReferenceLabel.Draw(drawing, frame, reference);
        }
    }
}
