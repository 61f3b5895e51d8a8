namespace Marrow.Imaging;

/// <summary>
/// A picture in memory: H × W × C samples, row by row, channels interleaved, no padding.
/// Eight-bit colour is always in the order red, green, blue.
/// </summary>
/// <typeparam name="T">The sample type: <see cref="byte"/>, <see cref="ushort"/>, <see cref="float"/> …</typeparam>
public sealed class Raster<T>
    where T : unmanaged
{
    /// <summary>Creates a picture of zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive, or the picture has more than 2³¹−1 samples.</exception>
    public Raster(int width, int height, int channels)
        : this(width, height, channels, new T[RasterSize.SampleCount(width, height, channels)])
    {
    }

    /// <summary>Wraps samples that the caller hands over.</summary>
    /// <exception cref="ArgumentException">The array's length is not width × height × channels.</exception>
    public Raster(int width, int height, int channels, T[] samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        int wanted = RasterSize.SampleCount(width, height, channels);
        if (samples.Length != wanted)
        {
            throw new ArgumentException($"a raster of {width}×{height}×{channels} has {wanted} samples, got {samples.Length}", nameof(samples));
        }

        (Width, Height, Channels, Samples) = (width, height, channels, samples);
    }

    public int Width { get; }

    public int Height { get; }

    public int Channels { get; }

    /// <summary>All samples, row by row, channels interleaved; the storage itself, not a copy.</summary>
    public T[] Samples { get; }

    public PixelSize Size => new(Width, Height);

    public T this[int x, int y, int channel = 0]
    {
        get => Samples[(((y * Width) + x) * Channels) + channel];
        set => Samples[(((y * Width) + x) * Channels) + channel] = value;
    }

    /// <summary>The samples of one row: W × C values.</summary>
    public Span<T> Row(int y) => Samples.AsSpan(y * Width * Channels, Width * Channels);

    /// <summary>A copy of a rectangle that lies inside the picture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle leaves the picture.</exception>
    public Raster<T> Crop(PixelRectangle area)
    {
        if (!new PixelRectangle(0, 0, Width, Height).Contains(area))
        {
            throw new ArgumentOutOfRangeException(nameof(area), area, $"leaves the picture of {Width}×{Height}");
        }

        var crop = new Raster<T>(area.Width, area.Height, Channels);
        for (int y = 0; y < area.Height; y++)
        {
            Row(area.Y + y).Slice(area.X * Channels, area.Width * Channels).CopyTo(crop.Row(y));
        }

        return crop;
    }
}
