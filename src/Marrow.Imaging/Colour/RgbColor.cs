namespace Marrow.Imaging;

/// <summary>A colour in 8-bit sRGB, always in the order red, green, blue.</summary>
public readonly record struct RgbColor(byte R, byte G, byte B)
{
    public static RgbColor White => new(255, 255, 255);

    /// <summary><c>#rrggbb</c>, as SVG and HTML take it.</summary>
    public string Hex => $"#{R:x2}{G:x2}{B:x2}";
}
