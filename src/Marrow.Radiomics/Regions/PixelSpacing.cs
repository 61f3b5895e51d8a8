namespace Marrow.Radiomics;

/// <summary>The sides of a pixel and the distance between planes, in one unit (mm for scans, µm for slides, 1 where nothing is known).</summary>
public sealed record PixelSpacing(double X, double Y, double Z = 1)
{
    /// <summary>Lengths in pixels.</summary>
    public static PixelSpacing Pixel { get; } = new(1, 1);

    /// <summary>The size of one voxel: X × Y × Z.</summary>
    public double Voxel => X * Y * Z;
}
