namespace Marrow.Imaging;

/// <summary>How often values fall into bins of equal width; bins are [from, to), the last one closed.</summary>
public sealed class HistogramChart : Chart
{
    /// <summary>The first bin's lower edge.</summary>
    public required double Start { get; init; }

    /// <summary>Width of a bin, positive.</summary>
    public required double BinWidth { get; init; }

    /// <summary>One count for each bin, from the lowest.</summary>
    public required IReadOnlyList<long> Counts { get; init; }

    public required Axis X { get; init; }

    public required Axis Y { get; init; }

    public string Color { get; init; } = ChartColors.Blue;

    public IReadOnlyList<ReferenceLine> References { get; init; } = [];

    /// <summary>Bins of a round width, about as many as asked for, that cover the values; not finite values are left out.</summary>
    public static (double Start, double BinWidth, IReadOnlyList<long> Counts) Bin(IEnumerable<double> values, int bins = 24)
    {
        double[] finite = values.Where(double.IsFinite).ToArray();
        if (finite.Length == 0)
        {
            return (0, 1, [0]);
        }

        AxisScale scale = AxisScale.Covering(finite.Min(), finite.Max(), bins);
        long[] counts = new long[Math.Max(1, (int)Math.Round((scale.Maximum - scale.Minimum) / scale.Step))];
        foreach (double value in finite)
        {
            int bin = (int)Math.Floor((value - scale.Minimum) / scale.Step);
            counts[Math.Clamp(bin, 0, counts.Length - 1)]++;
        }

        return (scale.Minimum, scale.Step, counts);
    }

    public override void Draw(SvgDrawing drawing, ChartArea area)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        ChartArea below = PlotFrame.Header(drawing, area, Title, []);
        AxisScale x = X.Scale(Start, Start + (Counts.Count * BinWidth)), y = CountScale();
        PlotFrame frame = PlotFrame.Numeric(drawing, below, (X, x), (Y, y));
        for (int i = 0; i < Counts.Count; i++)
        {
            double left = frame.X(Start + (i * BinWidth)), right = frame.X(Start + ((i + 1) * BinWidth)), top = frame.Y(Counts[i]);
            drawing.Rectangle(new ChartArea(left, top, Math.Max(0.4, right - left - (right - left > 3 ? 1 : 0)), frame.Plot.Bottom - top), Color);
        }

        foreach (ReferenceLine reference in References)
        {
            ReferenceLabel.Draw(drawing, frame, reference);
        }
    }

    /// <summary>Whole counts at the ticks, and room above the bars for the labels of reference lines.</summary>
    private AxisScale CountScale()
    {
        double top = Math.Max(1, Counts.Max()) * (References.Count > 0 ? 1.15 : 1);
        return Y.Maximum is null ? AxisScale.Covering(0, top, (int)Math.Min(5, Math.Ceiling(top))) : Y.Scale(0, top);
    }
}
