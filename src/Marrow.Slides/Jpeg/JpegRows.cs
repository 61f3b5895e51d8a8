using System.Globalization;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// The rows of a baseline JPEG, grey or YCbCr, straight from libjpeg-turbo: libvips, which decodes through the same library, hands every
/// pixel on three times. Where libjpeg-turbo as much as remarks on them, the pixels are made up: that is damage, of which libvips does
/// not notice what shows in the last rows.
/// </summary>
internal sealed unsafe class JpegRows : RowSource
{
    private readonly string path;
    private readonly JpegRowsHandle decoder;

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
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, checked(Size.Width * Channels * count));
        fixed (byte* rows = destination)
        {
            if (NativeJpegRows.marrow_jpeg_read(decoder, rows, count) != 0)
            {
                throw JpegEnding.Damage(path);
            }
        }

        if (top + count == Size.Height)
        {
            Doubt = Doubted();
        }
    }

    protected override void Dispose(bool disposing) => decoder.Dispose();

    /// <summary>What libjpeg-turbo passes without a remark, after the last row.</summary>
    private string? Doubted()
    {
        long* found = stackalloc long[2];
        NativeJpegRows.marrow_jpeg_end(decoder, found);
        string[] signs =
        [
            .. found[0] == 0 ? Array.Empty<string>() : ["picture data are left over behind its last pixel"],
            .. found[1] == 0 ? Array.Empty<string>() : [string.Create(CultureInfo.InvariantCulture, $"{found[1]} blocks of 8×8 pixels are brighter or darker than any can be")],
        ];
        return signs.Length == 0 ? null : $"the JPEG seems to be damaged: {string.Join(", and ", signs)}, as where bytes were lost or overwritten; what follows the damage lies in wrong places or has wrong colours";
    }
}
