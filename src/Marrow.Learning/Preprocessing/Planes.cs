using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>A picture as a network takes it: C × H × W 32-bit floats, one whole channel after the other.</summary>
public sealed class Planes
{
    public Planes(int channels, int width, int height)
        : this(channels, width, height, new float[checked(channels * width * height)])
    {
    }

    /// <summary>Wraps values that the caller hands over.</summary>
    /// <exception cref="ArgumentException">The array's length is not channels × width × height.</exception>
    public Planes(int channels, int width, int height, float[] values)
    {
        if (values.LongLength != checked((long)channels * width * height))
        {
            throw new ArgumentException($"{channels} planes of {width}×{height} have {(long)channels * width * height} values, got {values.Length}", nameof(values));
        }

        (Channels, Width, Height, Values) = (channels, width, height, values);
    }

    public int Channels { get; }

    public int Width { get; }

    public int Height { get; }

    public PixelSize Size => new(Width, Height);

    /// <summary>C × H × W; the storage itself, not a copy.</summary>
    public float[] Values { get; }

    /// <summary>One channel, H × W.</summary>
    public Span<float> Plane(int channel) => Values.AsSpan(channel * Width * Height, Width * Height);

    /// <summary>A copy of a rectangle that lies inside.</summary>
    public Planes Crop(PixelRectangle area)
    {
        var crop = new Planes(Channels, area.Width, area.Height);
        Parallel.For(0, area.Height, y =>
        {
            for (int channel = 0; channel < Channels; channel++)
            {
                Plane(channel).Slice(((area.Y + y) * Width) + area.X, area.Width).CopyTo(crop.Plane(channel)[(y * area.Width)..]);
            }
        });
        return crop;
    }

    /// <summary>Channel after channel from interleaved samples.</summary>
    public static Planes From(Raster<float> picture)
    {
        var planes = new Planes(picture.Channels, picture.Width, picture.Height);
        planes.Put(0, picture);
        return planes;
    }

    /// <summary>Copies a picture's channels into this one's, from channel <paramref name="first"/> on.</summary>
    internal void Put(int first, Raster<float> picture)
    {
        Parallel.For(0, Height, y =>
        {
            ReadOnlySpan<float> samples = picture.Samples.AsSpan(y * Width * picture.Channels, Width * picture.Channels);
            for (int channel = 0; channel < picture.Channels; channel++)
            {
                Span<float> row = Plane(first + channel).Slice(y * Width, Width);
                for (int x = 0, at = channel; x < row.Length; x++, at += picture.Channels)
                {
                    row[x] = samples[at];
                }
            }
        });
    }
}
