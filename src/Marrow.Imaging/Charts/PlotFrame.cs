namespace Marrow.Imaging;

/// <summary>Title, legend, axes and grid of one panel, and the way from data to drawing inside them.</summary>
internal sealed class PlotFrame
{
    private static readonly TextStyle TickStyle = new(10.5, Color: ChartColors.Muted);
    private static readonly TextStyle AxisStyle = new(11.5, TextAnchor.Middle);

    private readonly AxisScale _x;
    private readonly AxisScale _y;

    private PlotFrame(ChartArea plot, AxisScale x, AxisScale y) => (Plot, _x, _y) = (plot, x, y);

    /// <summary>The area between the axes.</summary>
    public ChartArea Plot { get; }

    public double X(double value) => Plot.X + (_x.Fraction(value) * Plot.Width);

    public double Y(double value) => Plot.Bottom - (_y.Fraction(value) * Plot.Height);

    public (double X, double Y) Point(double x, double y) => (X(x), Y(y));

    /// <summary>Draws title and legend and returns the area that is left below them.</summary>
    public static ChartArea Header(SvgDrawing drawing, ChartArea area, string title, IReadOnlyList<LegendEntry> legend)
    {
        TextStyle style = new(13, Bold: true);
        drawing.Text((area.X, area.Y + 13), style.Shorten(title, area.Width), style);
        double used = 24;
        if (legend.Count > 0)
        {
            used += DrawLegend(drawing, area.Inset(0, used, 0, 0), legend);
        }

        return area.Inset(0, used, 0, 0);
    }

    /// <summary>Draws both axes with ticks and grid for numbers on x.</summary>
    public static PlotFrame Numeric(SvgDrawing drawing, ChartArea area, (Axis Axis, AxisScale Scale) x, (Axis Axis, AxisScale Scale) y)
    {
        PlotFrame frame = new(PlotArea(area, y.Scale, 40), x.Scale, y.Scale);
        frame.DrawVertical(drawing, area, y.Axis);
        foreach (double tick in x.Scale.Ticks)
        {
            (double X, double Y) foot = (frame.X(tick), frame.Plot.Bottom);
            drawing.Line((foot.X, frame.Plot.Y), foot, new Stroke(ChartColors.Grid, 0.8));
            drawing.Text((foot.X, foot.Y + 15), x.Scale.Label(tick), TickStyle with { Anchor = TextAnchor.Middle });
        }

        frame.DrawFoot(drawing, x.Axis, frame.Plot.Bottom + 32);
        return frame;
    }

    /// <summary>Draws both axes for named places on x: the n-th category is centred at n + 0.5.</summary>
    public static PlotFrame Categories(SvgDrawing drawing, ChartArea area, IReadOnlyList<string> names, (Axis Axis, AxisScale Scale) y)
    {
        ChartArea wide = PlotArea(area, y.Scale, 0);
        double place = wide.Width / Math.Max(1, names.Count), longest = names.Count == 0 ? 0 : names.Max(TickStyle.WidthOf);
        bool turned = longest > place - 6;
        double room = Math.Min(longest, area.Height * 0.32), foot = turned ? (room * 0.82) + 14 : 22;
        AxisScale x = AxisScale.Exact(0, Math.Max(1, names.Count));
        PlotFrame frame = new(wide.Inset(0, 0, 0, foot), x, y.Scale);
        frame.DrawVertical(drawing, area, y.Axis);
        IReadOnlyList<string> shown = CategoryNames.Fit(names, TickStyle, turned ? room : place);
        int every = turned ? Math.Max(1, (int)Math.Ceiling(11 / place)) : 1;
        for (int i = 0; i < names.Count; i += every)
        {
            (double X, double Y) at = (frame.X(i + 0.5) + (turned ? 4 : 0), frame.Plot.Bottom + (turned ? 12 : 15));
            TextStyle style = turned ? TickStyle with { Anchor = TextAnchor.End, Rotation = -50 } : TickStyle with { Anchor = TextAnchor.Middle };
            drawing.Text(at, shown[i], style);
        }

        frame.DrawFoot(drawing, null, 0);
        return frame;
    }

    private static ChartArea PlotArea(ChartArea area, AxisScale y, double foot)
    {
        double labels = y.Ticks.Max(tick => TickStyle.WidthOf(y.Label(tick)));
        return area.Inset(labels + 26, 6, 8, foot);
    }

    private void DrawVertical(SvgDrawing drawing, ChartArea area, Axis axis)
    {
        foreach (double tick in _y.Ticks)
        {
            drawing.Line((Plot.X, Y(tick)), (Plot.Right, Y(tick)), new Stroke(ChartColors.Grid, 0.8));
            drawing.Text((Plot.X - 6, Y(tick) + 3.8), _y.Label(tick), TickStyle with { Anchor = TextAnchor.End });
        }

        drawing.Text((area.X + 10, Plot.Y + (Plot.Height / 2)), AxisStyle.Shorten(axis.Title, Plot.Height), AxisStyle with { Rotation = -90 });
    }

    private void DrawFoot(SvgDrawing drawing, Axis? axis, double titleY)
    {
        drawing.Line((Plot.X, Plot.Bottom), (Plot.Right, Plot.Bottom), new Stroke(ChartColors.Ink));
        drawing.Line((Plot.X, Plot.Y), (Plot.X, Plot.Bottom), new Stroke(ChartColors.Ink));
        if (axis is not null)
        {
            drawing.Text((Plot.X + (Plot.Width / 2), titleY), AxisStyle.Shorten(axis.Title, Plot.Width), AxisStyle);
        }
    }

    private static double DrawLegend(SvgDrawing drawing, ChartArea area, IReadOnlyList<LegendEntry> legend)
    {
        TextStyle style = new(10.5);
        double x = area.X, y = area.Y;
        foreach (LegendEntry entry in legend)
        {
            string name = style.Shorten(entry.Name, area.Width - 18);
            double width = style.WidthOf(name) + 32;
            if (x > area.X && x + width - 14 > area.Right)
            {
                (x, y) = (area.X, y + 16);
            }

            drawing.Rectangle(new ChartArea(x, y, 10, 10), entry.Color);
            drawing.Text((x + 15, y + 9), name, style);
            x += width;
        }

        return y - area.Y + 18;
    }
}
