namespace Marrow.Imaging;

/// <summary>A yes or no for each pixel: H × W bytes, 1 inside and 0 outside, row by row.</summary>
public sealed class Mask
{
    public Mask(int width, int height)
        : this(width, height, new byte[RasterSize.SampleCount(width, height, 1)])
    {
    }

    /// <summary>Wraps bytes that the caller hands over; each must be 0 or 1.</summary>
    /// <exception cref="ArgumentException">The array's length is not width × height.</exception>
    public Mask(int width, int height, byte[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != RasterSize.SampleCount(width, height, 1))
        {
            throw new ArgumentException($"a mask of {width}×{height} has {(long)width * height} values, got {values.Length}", nameof(values));
        }

        (Width, Height, Values) = (width, height, values);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>0 or 1 for each pixel, row by row; the storage itself, not a copy.</summary>
    public byte[] Values { get; }

    public PixelSize Size => new(Width, Height);

    public bool this[int x, int y]
    {
        get => Values[(y * Width) + x] != 0;
        set => Values[(y * Width) + x] = value ? (byte)1 : (byte)0;
    }

    public Span<byte> Row(int y) => Values.AsSpan(y * Width, Width);

    /// <summary>How many pixels are inside.</summary>
    public long Count()
    {
        long count = 0;
        foreach (byte value in Values)
        {
            count = checked(count + value);
        }

        return count;
    }
}
