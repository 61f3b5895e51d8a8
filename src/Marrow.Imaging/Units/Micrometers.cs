namespace Marrow.Imaging;

/// <summary>A length on the specimen, in µm.</summary>
public readonly record struct Micrometers(double Value)
{
    /// <summary>How many pixels the length spans at a resolution; nothing else divides lengths.</summary>
    public static Pixels operator /(Micrometers length, MicrometersPerPixel resolution) => new(length.Value / resolution.Value);
}
