using System.Text.Json.Serialization;

namespace Marrow.Imaging;

/// <summary>A direction of optical density: how much a unit of a stain absorbs of red, green and blue light.</summary>
public readonly record struct StainVector(double R, double G, double B)
{
    [JsonIgnore]
    public double Length => Math.Sqrt(Dot(this));

    public double Dot(StainVector other) => (R * other.R) + (G * other.G) + (B * other.B);

    public StainVector Cross(StainVector other) =>
        new((G * other.B) - (B * other.G), (B * other.R) - (R * other.B), (R * other.G) - (G * other.R));

    public StainVector Scaled(double factor) => new(R * factor, G * factor, B * factor);

    public StainVector Plus(StainVector other) => new(R + other.R, G + other.G, B + other.B);

    /// <summary>The same direction with length 1; the zero vector stays zero.</summary>
    public StainVector Unit() => Length > 0 ? Scaled(1 / Length) : this;

    /// <summary>The angle between two directions, 0…180 degrees.</summary>
    public double AngleDegrees(StainVector other) =>
        Math.Atan2(Cross(other).Length, Dot(other)) * 180 / Math.PI;
}
