using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>The rows of a PNG or JPEG (progressive, grey, CMYK too), decoded by libvips.</summary>
internal sealed class VipsRows : RowSource
{
    private readonly string path;
    private readonly VipsImage image;
    private byte[]? raw;

    private VipsRows(string path, VipsImage image) => (this.path, this.image) = (path, image);

    /// <exception cref="SlideFormatException">libvips does not take it for what it claims to be.</exception>
    public static VipsRows OpenVips(string path, PictureKind kind)
    {
        string name = kind.ToString().ToLowerInvariant();
        VipsImage image = OpenImage(path, name);
        if (image.Format is not (VipsFormat.UChar or VipsFormat.UShort))
        {
            image.Dispose();
            throw new SlideFormatException(path, $"has {image.Format} samples; 8 and 16 bit are read");
        }

        return new VipsRows(path, image)
        {
            Size = new PixelSize(image.Width, image.Height),
            Channels = image.Bands <= 2 ? 1 : 3,
            BitsPerSample = 8 * image.BytesPerSample,
            Format = name,
        };
    }

    public override void ReadRows(int top, int count, Span<byte> destination)
    {
        int stride = Size.Width * Channels, rawStride = checked(Size.Width * image.Bands * image.BytesPerSample), rowsAtOnce = RowsWithin(rawStride);
        bool isPlain = image.Bands == Channels && image.BytesPerSample == 1;
        for (int y = 0; y < count; y += rowsAtOnce)
        {
            int rows = Math.Min(rowsAtOnce, count - y);
            Span<byte> target = destination.Slice(y * stride, rows * stride);
            if (isPlain)
            {
                Fetch(top + y, rows, target);
                continue;
            }

            raw ??= new byte[rowsAtOnce * rawStride];
            Span<byte> samples = raw.AsSpan(0, rows * rawStride);
            Fetch(top + y, rows, samples);
            SampleConversion.ToBytes(samples, image.Bands, image.BytesPerSample == 2, target);
        }
    }

    protected override void Dispose(bool disposing) => image.Dispose();

    private static VipsImage OpenImage(string path, string name)
    {
        try
        {
            VipsImage image = VipsImage.Open(path, name + "load");
            if (!image.IsCmyk)
            {
                return image;
            }

            using (image)
            {
                return image.ToSrgb();
            }
        }
        catch (VipsException failure)
        {
            throw failure.AsDamage(path, name);
        }
    }

    private void Fetch(int top, int rows, Span<byte> samples)
    {
        try
        {
            image.Fetch(0, top, Size.Width, rows, samples);
        }
        catch (VipsException failure)
        {
            throw failure.AsDamage(path, Format);
        }
    }
}
