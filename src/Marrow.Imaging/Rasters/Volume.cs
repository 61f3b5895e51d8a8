namespace Marrow.Imaging;

/// <summary>A stack of planes in memory: D × H × W samples, plane by plane and row by row.</summary>
public sealed class Volume
{
    /// <summary>Wraps samples that the caller hands over.</summary>
    /// <exception cref="ArgumentException">The array's length is not width × height × depth.</exception>
    public Volume(int width, int height, int depth, float[] samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Length != RasterSize.SampleCount(width, height, depth))
        {
            throw new ArgumentException($"a volume of {width}×{height}×{depth} does not have {samples.Length} samples", nameof(samples));
        }

        (Width, Height, Depth, Samples) = (width, height, depth, samples);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Number of planes.</summary>
    public int Depth { get; }

    /// <summary>All samples; the storage itself, not a copy. A file may hold NaN and infinity, and then so does this.</summary>
    public float[] Samples { get; }

    /// <summary>Distances between neighbouring samples along x, y and z in the file's unit (mm in medicine); 1 where the file says nothing.</summary>
    public (double X, double Y, double Z) Spacing { get; init; } = (1, 1, 1);

    /// <summary>The samples of one plane, H × W.</summary>
    public ReadOnlySpan<float> Plane(int z) => Samples.AsSpan(checked(z * Width * Height), Width * Height);
}
