namespace Marrow.Imaging;

/// <summary>Width and height in whole pixels.</summary>
public readonly record struct PixelSize(int Width, int Height)
{
    /// <summary>Width × height, as a 64-bit count.</summary>
    public long Area => checked((long)Width * Height);

    public override string ToString() => $"{Width}×{Height}";
}
