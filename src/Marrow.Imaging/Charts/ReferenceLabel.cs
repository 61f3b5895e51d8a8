namespace Marrow.Imaging;

/// <summary>Draws a reference line and its label, inside the plot and on the side where there is room.</summary>
internal static class ReferenceLabel
{
    public static void Draw(SvgDrawing drawing, PlotFrame frame, ReferenceLine line)
    {
        Stroke stroke = new(line.Color, 1.2, "5 4");
        TextStyle style = new(10, Color: line.Color) { HasHalo = true };
        if (line.IsVertical)
        {
            double x = frame.X(line.Value);
            bool leftward = x + style.WidthOf(line.Label) + 6 > frame.Plot.Right;
            drawing.Line((x, frame.Plot.Y), (x, frame.Plot.Bottom), stroke);
            drawing.Text((x + (leftward ? -5 : 5), frame.Plot.Y + 11), line.Label, style with { Anchor = leftward ? TextAnchor.End : TextAnchor.Start });
        }
        else
        {
            double y = frame.Y(line.Value);
            drawing.Line((frame.Plot.X, y), (frame.Plot.Right, y), stroke);
            drawing.Text((frame.Plot.Right - 3, y - 4), line.Label, style with { Anchor = TextAnchor.End });
        }
    }
}
