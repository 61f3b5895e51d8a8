namespace Marrow.Imaging;

/// <summary>The ranges that points and reference lines span on both axes.</summary>
internal sealed record PointRange(double MinimumX, double MaximumX, double MinimumY, double MaximumY)
{
    public static PointRange Of(IEnumerable<PointSeries> series, IReadOnlyList<ReferenceLine> references)
    {
        double lowX = double.PositiveInfinity, highX = double.NegativeInfinity, lowY = lowX, highY = highX;
        foreach (PointSeries one in series)
        {
            foreach ((double x, double y) in one.Finite)
            {
                (lowX, highX, lowY, highY) = (Math.Min(lowX, x), Math.Max(highX, x), Math.Min(lowY, y), Math.Max(highY, y));
            }

            if (one.Mark is { } mark)
            {
                (lowX, highX, lowY, highY) = (Math.Min(lowX, mark.X), Math.Max(highX, mark.X), Math.Min(lowY, mark.Y), Math.Max(highY, mark.Y));
            }
        }

        foreach (ReferenceLine line in references)
        {
            (lowX, highX) = line.IsVertical ? (Math.Min(lowX, line.Value), Math.Max(highX, line.Value)) : (lowX, highX);
            (lowY, highY) = line.IsVertical ? (lowY, highY) : (Math.Min(lowY, line.Value), Math.Max(highY, line.Value));
        }

        (lowX, highX) = lowX <= highX ? (lowX, highX) : (0, 1);
        (lowY, highY) = lowY <= highY ? (lowY, highY) : (0, 1);
        return new PointRange(lowX, highX, lowY, highY);
    }

    public PlotFrame Frame(SvgDrawing drawing, ChartArea area, Axis x, Axis y) =>
        PlotFrame.Numeric(drawing, area, (x, x.Scale(MinimumX, MaximumX)), (y, y.Scale(MinimumY, MaximumY)));
}
