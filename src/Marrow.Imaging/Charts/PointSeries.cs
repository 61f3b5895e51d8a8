namespace Marrow.Imaging;

/// <summary>Points of one kind, drawn as a curve or as dots; not finite points are left out.</summary>
public sealed record PointSeries(string Name, string Color, IReadOnlyList<(double X, double Y)> Points)
{
    internal IEnumerable<(double X, double Y)> Finite => Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y));
}
