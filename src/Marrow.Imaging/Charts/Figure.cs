namespace Marrow.Imaging;

/// <summary>Several charts on one sheet, in rows from left to right.</summary>
public sealed class Figure
{
    private const double Gap = 22;

    /// <summary>Stands above all panels; null for none.</summary>
    public string? Title { get; init; }

    public required IReadOnlyList<Chart> Panels { get; init; }

    /// <summary>Panels in a row.</summary>
    public int Columns { get; init; } = 2;

    /// <summary>Width of one panel, in user units.</summary>
    public double PanelWidth { get; init; } = 520;

    /// <summary>Height of one panel, in user units.</summary>
    public double PanelHeight { get; init; } = 340;

    /// <summary>The sheet as an SVG document.</summary>
    public string ToSvg()
    {
        int columns = Math.Min(Columns, Math.Max(1, Panels.Count)), rows = (Panels.Count + columns - 1) / columns;
        double top = Title is null ? Gap : 54;
        SvgDrawing drawing = new(Gap + (columns * (PanelWidth + Gap)), top + (rows * (PanelHeight + Gap)));
        if (Title is not null)
        {
            TextStyle style = new(17, TextAnchor.Middle, Bold: true);
            drawing.Text((drawing.Width / 2, 33), style.Shorten(Title, drawing.Width - (2 * Gap)), style);
        }

        for (int i = 0; i < Panels.Count; i++)
        {
            double x = Gap + (i % columns * (PanelWidth + Gap)), y = top + (i / columns * (PanelHeight + Gap));
            Panels[i].Draw(drawing, new ChartArea(x, y, PanelWidth, PanelHeight));
        }

        return drawing.ToSvg();
    }
}
