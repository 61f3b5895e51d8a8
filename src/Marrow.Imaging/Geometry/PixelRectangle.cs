using System.Text.Json.Serialization;

namespace Marrow.Imaging;

/// <summary>
/// A rectangle of whole pixels: left, top, width, height; x to the right, y down; the right and bottom edges are outside.
/// In level-0 pixels unless the name that carries it says otherwise.
/// </summary>
public readonly record struct PixelRectangle(int X, int Y, int Width, int Height)
{
    [JsonIgnore]
    public int Right => checked(X + Width);

    [JsonIgnore]
    public int Bottom => checked(Y + Height);

    [JsonIgnore]
    public bool IsEmpty => Width <= 0 || Height <= 0;

    [JsonIgnore]
    public PixelSize Size => new(Width, Height);

    public bool Contains(PixelRectangle other) =>
        other.X >= X && other.Y >= Y && other.Right <= Right && other.Bottom <= Bottom;

    /// <summary>The part that both share; empty (zero width and height) where they do not meet.</summary>
    public PixelRectangle Intersect(PixelRectangle other)
    {
        int x = Math.Max(X, other.X), y = Math.Max(Y, other.Y);
        int width = Math.Min(Right, other.Right) - x, height = Math.Min(Bottom, other.Bottom) - y;
        return width > 0 && height > 0 ? new PixelRectangle(x, y, width, height) : default;
    }

    public override string ToString() => $"{X},{Y},{Width},{Height}";
}
