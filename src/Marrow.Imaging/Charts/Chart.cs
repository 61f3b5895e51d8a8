namespace Marrow.Imaging;

/// <summary>One panel of a figure. Deterministic: the same data give the same SVG text.</summary>
public abstract class Chart
{
    public required string Title { get; init; }

    /// <summary>Draws the chart, title and axes included, inside an area.</summary>
    public abstract void Draw(SvgDrawing drawing, ChartArea area);

    /// <summary>The chart alone as an SVG document.</summary>
    public string ToSvg(double width = 520, double height = 340)
    {
        SvgDrawing drawing = new(width, height);
        Draw(drawing, new ChartArea(0, 0, width, height).Inset(8, 8, 12, 8));
        return drawing.ToSvg();
    }
}
