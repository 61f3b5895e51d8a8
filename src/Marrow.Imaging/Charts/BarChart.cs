using System.Globalization;

namespace Marrow.Imaging;

/// <summary>Bars for named things: single, side by side or stacked, with their values where there is room.</summary>
public sealed class BarChart : Chart
{
    private static readonly TextStyle ValueStyle = new(9.5, TextAnchor.Middle);

    public required IReadOnlyList<string> Categories { get; init; }

    public required IReadOnlyList<BarSeries> Series { get; init; }

    public required Axis Y { get; init; }

    /// <summary>True piles the series of a category up; false sets them side by side.</summary>
    public bool IsStacked { get; init; }

    /// <summary>How values are written on the bars; null leaves them off.</summary>
    public string? ValueFormat { get; init; } = "0.0";

    /// <summary>A level drawn across all bars, such as the mean; null for none.</summary>
    public double? Reference { get; init; }

    public override void Draw(SvgDrawing drawing, ChartArea area)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        LegendEntry[] legend = Series.Count > 1 ? Series.Select(series => new LegendEntry(series.Name, series.Color)).ToArray() : [];
        ChartArea below = PlotFrame.Header(drawing, area, Title, legend);
        (double low, double high) = Range();
        PlotFrame frame = PlotFrame.Categories(drawing, below, Categories, (Y, Y.Scale(low, high)));
        List<DrawnBar> bars = [];
        for (int i = 0; i < Categories.Count; i++)
        {
            DrawCategory(drawing, frame, i, bars);
        }

        if (Reference is { } level)
        {
            drawing.Line((frame.Plot.X, frame.Y(level)), (frame.Plot.Right, frame.Y(level)), new Stroke(ChartColors.Ink, 1.2, "5 4"));
        }

        // Over the line, so that it crosses no number.
        foreach (DrawnBar bar in bars)
        {
            DrawValue(drawing, bar.Area, bar.Value);
        }
    }

    /// <summary>From the lowest value to the highest bar or pile, 0 among them.</summary>
    private (double Low, double High) Range()
    {
        double low = 0, high = 0;
        for (int i = 0; i < Categories.Count; i++)
        {
            double pile = 0;
            foreach (BarSeries series in Series)
            {
                double value = series.Values[i] ?? 0;
                pile = IsStacked ? pile + value : Math.Max(pile, value);
                low = Math.Min(low, value);
            }

            high = Math.Max(high, pile);
        }

        return (low, high);
    }

    private void DrawCategory(SvgDrawing drawing, PlotFrame frame, int category, List<DrawnBar> bars)
    {
        double place = frame.Plot.Width / Categories.Count, group = Math.Min(place * 0.76, 80 * (IsStacked ? 1 : Series.Count));
        double width = IsStacked ? group : group / Series.Count, left = frame.X(category + 0.5) - (group / 2), pile = 0;
        for (int s = 0; s < Series.Count; s++)
        {
            if (Series[s].Values[category] is not { } value)
            {
                continue;
            }

            double from = IsStacked ? pile : 0, to = from + value;
            ChartArea bar = Bar(left + (IsStacked ? 0 : s * width), width, frame.Y(from), frame.Y(to));
            drawing.Rectangle(bar, Series[s].Color);
            bars.Add(new DrawnBar(bar, value));
            pile = to;
        }
    }

    private static ChartArea Bar(double left, double width, double from, double to) =>
        new(left, Math.Min(from, to), Math.Max(0.5, width - 1), Math.Abs(from - to));

    private void DrawValue(SvgDrawing drawing, ChartArea bar, double value)
    {
        string text = ValueFormat is null ? "" : value.ToString(ValueFormat, CultureInfo.InvariantCulture);
        if (text.Length == 0 || ValueStyle.WidthOf(text) > bar.Width + 4 || (IsStacked && bar.Height < 13))
        {
            return;
        }

        double middle = bar.X + (bar.Width / 2);
        drawing.Text((middle, IsStacked ? bar.Y + (bar.Height / 2) + 3.5 : value < 0 ? bar.Bottom + 11 : bar.Y - 4), text, ValueStyle with { HasHalo = !IsStacked });
    }

    private sealed record DrawnBar(ChartArea Area, double Value);
}
