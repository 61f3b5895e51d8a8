namespace Marrow.Imaging;

/// <summary>The resolution of a picture along both axes.</summary>
public sealed record PixelPitch(MicrometersPerPixel X, MicrometersPerPixel Y)
{
    /// <summary>The geometric mean of both axes: the side of a square pixel of the same area.</summary>
    public MicrometersPerPixel Mean => new(Math.Sqrt(X.Value * Y.Value));

    /// <summary>Area of a number of pixels in mm².</summary>
    public double SquareMillimeters(long pixels) => pixels * (X.Value / 1000) * (Y.Value / 1000);
}
