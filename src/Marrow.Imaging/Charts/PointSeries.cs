namespace Marrow.Imaging;

/// <summary>Points of one kind, drawn as a curve or as dots; not finite points are left out.</summary>
public sealed record PointSeries(string Name, string Color, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>A point of the curve to be seen: a dot in a line chart.</summary>
    public (double X, double Y)? Mark { get; init; }

    internal (double X, double Y)[] Finite => [.. Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))];
}
