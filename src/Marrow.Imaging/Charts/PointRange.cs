namespace Marrow.Imaging;

/// <summary>The ranges that points and reference lines span on both axes.</summary>
internal sealed record PointRange(double MinimumX, double MaximumX, double MinimumY, double MaximumY)
{
    public static PointRange Of(IEnumerable<PointSeries> series, IReadOnlyList<ReferenceLine> references)
    {
        (double X, double Y)[] points = series.SelectMany(one => one.Mark is { } mark ? one.Finite.Append(mark) : one.Finite).ToArray();
        double[] xs = points.Select(point => point.X).Concat(references.Where(line => line.IsVertical).Select(line => line.Value)).ToArray();
        double[] ys = points.Select(point => point.Y).Concat(references.Where(line => !line.IsVertical).Select(line => line.Value)).ToArray();
        return new PointRange(xs.DefaultIfEmpty(0).Min(), xs.DefaultIfEmpty(1).Max(), ys.DefaultIfEmpty(0).Min(), ys.DefaultIfEmpty(1).Max());
    }

    public PlotFrame Frame(SvgDrawing drawing, ChartArea area, Axis x, Axis y) =>
        PlotFrame.Numeric(drawing, area, (x, x.Scale(MinimumX, MaximumX)), (y, y.Scale(MinimumY, MaximumY)));
}
