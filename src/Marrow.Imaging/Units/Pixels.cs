namespace Marrow.Imaging;

/// <summary>A length in pixels of the plane at hand, whole or not.</summary>
public readonly record struct Pixels(double Value)
{
    /// <summary>The length on the specimen.</summary>
    public static Micrometers operator *(Pixels length, MicrometersPerPixel resolution) => new(length.Value * resolution.Value);
}
