namespace Marrow.Imaging;

/// <summary>How a line of a chart looks.</summary>
/// <param name="Dash">SVG dash pattern (<c>4 3</c>), or null for a full line.</param>
public sealed record Stroke(string Color, double Width = 1, string? Dash = null);
