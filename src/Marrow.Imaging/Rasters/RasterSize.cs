namespace Marrow.Imaging;

/// <summary>Checks the sides of anything that holds a sample per pixel.</summary>
internal static class RasterSize
{
    /// <summary>width × height × channels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive or the product passes 2³¹−1.</exception>
    public static int SampleCount(int width, int height, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        long count = checked((long)width * height * channels);
        return count <= Array.MaxLength
            ? (int)count
            : throw new ArgumentOutOfRangeException(nameof(width), $"{width}×{height}×{channels} samples do not fit one array; read it in regions");
    }
}
