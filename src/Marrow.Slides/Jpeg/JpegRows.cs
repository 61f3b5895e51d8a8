using System.Globalization;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// The rows of a baseline JPEG, grey or YCbCr, straight from libjpeg-turbo: libvips, which decodes through the same library, hands every
/// pixel on three times. What libjpeg-turbo only remarks on goes to libvips from that row on, so that pixels and errors are always its.
/// </summary>
internal sealed unsafe class JpegRows : RowSource
{
    private readonly string path;
    private readonly JpegRowsHandle decoder;
    private VipsRows? careful;

    private JpegRows(string path, JpegRowsHandle decoder) => (this.path, this.decoder) = (path, decoder);

    /// <summary>Opens a JPEG of any kind: progressive, CMYK and odd ones through libvips.</summary>
    /// <exception cref="SlideFormatException">It is none.</exception>
    public static RowSource OpenJpeg(string path)
    {
        int* shape = stackalloc int[3];
        if (Opened(path, shape) is not { } decoder)
        {
            return VipsRows.OpenVips(path, PictureKind.Jpeg);
        }

        return new JpegRows(path, decoder)
        {
            Size = new PixelSize(shape[0], shape[1]),
            Channels = shape[2],
            Format = "jpeg",
        };
    }

    /// <summary>The version of libjpeg-turbo, as in <c>2.1.5</c>.</summary>
    /// <exception cref="DllNotFoundException">It is not installed, or our side of it not built.</exception>
    public static string Version()
    {
        int version = NativeJpegRows.marrow_jpeg_version();
        return string.Create(CultureInfo.InvariantCulture, $"{version / 1_000_000}.{version / 1000 % 1000}.{version % 1000}");
    }

    // A program carried without its native libraries reads the same pixels, more slowly; doctor says what is missing.
    private static JpegRowsHandle? Opened(string path, int* shape)
    {
        try
        {
            JpegRowsHandle decoder = NativeJpegRows.marrow_jpeg_open(path, shape);
            if (!decoder.IsInvalid)
            {
                return decoder;
            }

            decoder.Dispose();
        }
        catch (DllNotFoundException)
        {
        }

        return null;
    }

    public override void ReadRows(int top, int count, Span<byte> destination)
    {
        if (careful is null && Read(destination, count))
        {
            return;
        }

        careful ??= CarefulAt(top);
        careful.ReadRows(top, count, destination);
    }

    protected override void Dispose(bool disposing)
    {
        decoder.Dispose();
        careful?.Dispose();
    }

    private bool Read(Span<byte> destination, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, checked(Size.Width * Channels * count));
        fixed (byte* rows = destination)
        {
            return NativeJpegRows.marrow_jpeg_read(decoder, rows, count) == 0;
        }
    }

    /// <summary>libvips with the rows above decoded, which it reads from the first.</summary>
    private VipsRows CarefulAt(int top)
    {
        decoder.Dispose();
        VipsRows rows = VipsRows.OpenVips(path, PictureKind.Jpeg);
        try
        {
            int stride = checked(Size.Width * Channels), rowsAtOnce = RowsWithin(stride);
            byte[] passed = new byte[rowsAtOnce * stride];
            for (int y = 0; y < top; y += rowsAtOnce)
            {
                int count = Math.Min(rowsAtOnce, top - y);
                rows.ReadRows(y, count, passed.AsSpan(0, count * stride));
            }

            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }
}
