namespace Marrow.Imaging;

/// <summary>Boxes from quartile to quartile with the median, whiskers to the furthest value within 1.5 box lengths, and dots beyond (Tukey, 1977).</summary>
public sealed class BoxChart : Chart
{
    /// <summary>One box each: a name and its values; not finite values are left out.</summary>
    public required IReadOnlyList<(string Name, IReadOnlyList<double> Values)> Groups { get; init; }

    public required Axis Y { get; init; }

    public override void Draw(SvgDrawing drawing, ChartArea area)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        double[][] sorted = Groups.Select(group => group.Values.Where(double.IsFinite).Order().ToArray()).ToArray();
        double[] all = sorted.SelectMany(values => values).DefaultIfEmpty(0).ToArray();
        ChartArea below = PlotFrame.Header(drawing, area, Title, []);
        PlotFrame frame = PlotFrame.Categories(drawing, below, Groups.Select(group => group.Name).ToArray(), (Y, Y.Scale(all.Min(), all.Max())));
        double width = Math.Min(60, frame.Plot.Width / Math.Max(1, Groups.Count) * 0.5);
        for (int i = 0; i < sorted.Length; i++)
        {
            if (sorted[i].Length > 0)
            {
                DrawBox(drawing, frame, (frame.X(i + 0.5), width, ChartColors.Series(i)), sorted[i]);
            }
        }
    }

    /// <summary>The quantile of sorted values by linear interpolation (Hyndman and Fan, 1996, type 7).</summary>
    internal static double Quantile(double[] sorted, double fraction)
    {
        double place = (sorted.Length - 1) * fraction;
        int below = (int)place, above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    private static void DrawBox(SvgDrawing drawing, PlotFrame frame, (double Middle, double Width, string Color) place, double[] sorted)
    {
        double lower = Quantile(sorted, 0.25), median = Quantile(sorted, 0.5), upper = Quantile(sorted, 0.75), reach = 1.5 * (upper - lower);
        double low = sorted.First(value => value >= lower - reach), high = sorted.Last(value => value <= upper + reach);
        Stroke stroke = new(ChartColors.Ink);
        drawing.Line((place.Middle, frame.Y(low)), (place.Middle, frame.Y(high)), stroke);
        double left = place.Middle - (place.Width / 2), right = place.Middle + (place.Width / 2);
        drawing.Rectangle(new ChartArea(left, frame.Y(upper), place.Width, frame.Y(lower) - frame.Y(upper)), place.Color, stroke);
        drawing.Line((left, frame.Y(median)), (right, frame.Y(median)), new Stroke(ChartColors.Ink, 2));
        foreach (double value in sorted.Where(value => value < low || value > high))
        {
            drawing.Circle((place.Middle, frame.Y(value)), 2.6, place.Color, stroke);
        }
    }
}
