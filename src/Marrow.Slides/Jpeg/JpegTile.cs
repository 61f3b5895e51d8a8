using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>
/// Decodes small JPEG streams whole. Through TurboJPEG and not libvips, whose pipeline costs more than the decoding
/// where the picture is a tile.
/// </summary>
internal static unsafe class JpegTile
{
    private const int ColourSpaceGray = 2;

    [ThreadStatic]
    private static TurboJpegHandle? decoder;

    /// <summary>Decodes to 1 or 3 bands. The stream may be larger than asked for, never smaller.</summary>
    /// <exception cref="InvalidDataException">The stream is damaged, ends early or has another shape.</exception>
    public static void Decode(ReadOnlySpan<byte> jpeg, VipsLayout size, Span<byte> destination)
    {
        decoder ??= NativeTurboJpeg.tjInitDecompress();
        fixed (byte* source = jpeg)
        {
            int width, height, subsampling, space;
            Check(NativeTurboJpeg.tjDecompressHeader3(decoder, source, (nuint)jpeg.Length, &width, &height, &subsampling, &space));
            if (width < size.Width || height < size.Height || (space == ColourSpaceGray ? 1 : 3) != size.Bands)
            {
                throw new InvalidDataException($"a tile of {size.Width}×{size.Height}×{size.Bands} holds {width}×{height} in colour space {space}");
            }

            bool fits = (width, height) == (size.Width, size.Height);
            byte[] whole = fits ? [] : new byte[checked(width * height * size.Bands)];
            fixed (byte* target = fits ? destination : whole)
            {
                int format = size.Bands == 1 ? NativeTurboJpeg.PixelGray : NativeTurboJpeg.PixelRgb;
                Check(NativeTurboJpeg.tjDecompress2(decoder, source, (nuint)jpeg.Length, target, width, width * size.Bands, height, format, 0));
            }

            for (int y = 0; y < size.Height && !fits; y++)
            {
                whole.AsSpan(y * width * size.Bands, size.Width * size.Bands).CopyTo(destination[(y * size.Width * size.Bands)..]);
            }
        }
    }

    /// <summary>The interface that is loaded; the library does not say its version.</summary>
    /// <exception cref="DllNotFoundException">It is not installed.</exception>
    public static string Version()
    {
        using TurboJpegHandle probe = NativeTurboJpeg.tjInitDecompress();
        return probe.IsInvalid ? throw new DllNotFoundException("TurboJPEG does not start") : "2.1 or later";
    }

    // A warning too (the stream ends early, say) fails: what would be shown is made up. A decoder that has failed keeps
    // broken tables and refuses good streams afterwards, so it is thrown away.
    private static void Check(int status)
    {
        if (status == 0)
        {
            return;
        }

        using TurboJpegHandle failed = decoder!;
        decoder = null;
        throw new InvalidDataException(Marshal.PtrToStringUTF8(NativeTurboJpeg.tjGetErrorStr2(failed)) ?? "no reason given");
    }
}
