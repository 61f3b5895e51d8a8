using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>One fat vacuole (the visible part of an adipocyte).</summary>
/// <param name="Outline">Closed ring of corners along pixel edges, level-0 pixels, x and y in turn, first corner not repeated.</param>
/// <param name="AreaPixels">Level-0 pixels inside.</param>
/// <param name="Center">Centroid in level-0 pixels.</param>
public sealed record Vacuole(IReadOnlyList<(int X, int Y)> Outline, long AreaPixels, (double X, double Y) Center)
{
    /// <summary>Diameter of the circle of the same area.</summary>
    public Pixels EquivalentDiameter => new(2 * Math.Sqrt(AreaPixels / Math.PI));
}
