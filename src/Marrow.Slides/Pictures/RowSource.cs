using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// A plain picture decoded once, from top to bottom, as 8-bit grey or RGB: the upper byte of 16-bit samples,
/// transparency laid over white. Not safe for several threads.
/// </summary>
internal abstract class RowSource : IDisposable
{
    /// <summary>The most pixels that an untiled picture may have: it must be decoded whole to reach any part of it.</summary>
    public const long PixelLimit = 1L << 30;

    // Deflate packs no more than 1,032 to 1 and JPEG less; a bit a pixel is eight pixels a byte.
    private const long PixelsPerByteLimit = 8 * 1100;

    public required PixelSize Size { get; init; }

    /// <summary>1 for grey, 3 for RGB.</summary>
    public required int Channels { get; init; }

    /// <summary>Bits of a sample in the file: 16, or 8 for all that have fewer.</summary>
    public int BitsPerSample { get; init; } = 8;

    /// <summary><c>png</c>, <c>jpeg</c>, <c>bmp</c>.</summary>
    public required string Format { get; init; }

    /// <summary>What the file says of itself.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A reason to distrust the pixels, in words; known once the last row is decoded. Null where there is none.</summary>
    public string? Doubt { get; protected set; }

    /// <summary>Decodes the next rows; calls must go on from where the last one ended.</summary>
    /// <exception cref="SlideFormatException">The file is damaged or ends early.</exception>
    public abstract void ReadRows(int top, int count, Span<byte> destination);

    /// <summary>How many rows to take at once, so that a band stays within 1 MiB: 1 to 64.</summary>
    public static int RowsWithin(int stride) => Math.Clamp((1 << 20) / stride, 1, 64);

    /// <summary>Opens a PNG, JPEG or BMP.</summary>
    /// <exception cref="SlideFormatException">It is not one, is damaged, or claims more pixels than it can hold.</exception>
    public static RowSource Open(string path, PictureKind kind)
    {
        RowSource source = kind switch
        {
            PictureKind.Bmp => BmpRows.OpenBmp(path),
            PictureKind.Jpeg => JpegRows.OpenJpeg(path),
            _ => VipsRows.OpenVips(path, kind),
        };
        try
        {
            CheckSize(path, source.Size);
            if (kind == PictureKind.Jpeg)
            {
                JpegEnding.Check(path);
            }

            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a decompression bomb before anything of its size is allocated.</summary>
    public static void CheckSize(string path, PixelSize size)
    {
        long bytes = FileHash.Length(path);
        if (size.Area / PixelsPerByteLimit > bytes)
        {
            throw new SlideFormatException(path, $"claims {size} pixels, more than its {bytes} bytes can hold");
        }

        if (size.Area > PixelLimit)
        {
            throw new SlideFormatException(path, $"has {size} pixels, more than the {PixelLimit} of an untiled picture; save it as a tiled TIFF");
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
