namespace Marrow.Imaging;

/// <summary>A rectangle on a drawing, in SVG user units (CSS pixels), y down.</summary>
public readonly record struct ChartArea(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    /// <summary>The same rectangle without the given margins.</summary>
    public ChartArea Inset(double left, double top, double right, double bottom) =>
        new(X + left, Y + top, Math.Max(0, Width - left - right), Math.Max(0, Height - top - bottom));
}
