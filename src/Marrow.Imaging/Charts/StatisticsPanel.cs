namespace Marrow.Imaging;

/// <summary>A box of named numbers beside charts; a row with an empty value is a heading.</summary>
public sealed class StatisticsPanel : Chart
{
    // Wider, and an eye loses the line between a name and its number.
    private const double WidestBox = 640;

    public required IReadOnlyList<(string Name, string Value)> Rows { get; init; }

    public override void Draw(SvgDrawing drawing, ChartArea area)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        ChartArea box = PlotFrame.Header(drawing, area with { Width = Math.Min(area.Width, WidestBox) }, Title, []);
        drawing.Rectangle(box, "#f7f7f7", new Stroke(ChartColors.Grid));
        double line = Math.Min(22, (box.Height - 16) / Math.Max(1, Rows.Count)), size = Math.Min(12, line * 0.62);
        for (int i = 0; i < Rows.Count; i++)
        {
            double y = box.Y + 8 + ((i + 0.72) * line);
            TextStyle name = new(size, Bold: Rows[i].Value.Length == 0), value = new(size, TextAnchor.End);
            double room = box.Width - 28 - value.WidthOf(Rows[i].Value);
            drawing.Text((box.X + 12, y), name.Shorten(Rows[i].Name, room), name);
            drawing.Text((box.Right - 12, y), Rows[i].Value, value);
        }
    }
}
