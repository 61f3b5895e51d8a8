namespace Marrow.Imaging;

/// <summary>Grey closing with a square: fills dark structures narrower than the square.</summary>
public static class GreyMorphology
{
    /// <param name="values">H × W, row by row.</param>
    /// <param name="size">Width and height.</param>
    /// <param name="radius">Half the side of the square, 2 × radius + 1, in pixels; cut at the picture's edge.</param>
    public static byte[] Close(ReadOnlySpan<byte> values, PixelSize size, int radius)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        return new ByteClosing(size, radius).Close(values);
    }
}
