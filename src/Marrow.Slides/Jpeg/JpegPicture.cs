using System.Runtime.InteropServices;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>Encodes whole pictures as baseline JPEG, through TurboJPEG.</summary>
internal static unsafe class JpegPicture
{
    private const int FullColour = 0, HalfColour = 2, NoColour = 3, AccurateTransform = 4096;

    /// <summary>Whether colour has half the resolution at a quality.</summary>
    public static bool IsSubsampled(int quality) => quality < 90;

    /// <summary>Writes 1 or 3 channels.</summary>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="IOException">The picture is larger than the format allows, or the disk is full.</exception>
    public static void Write(Stream target, Raster<byte> picture, int quality)
    {
        (int format, int colour) = picture.Channels == 1 ? (NativeTurboJpeg.PixelGray, NoColour) : (NativeTurboJpeg.PixelRgb, IsSubsampled(quality) ? HalfColour : FullColour);
        using TurboJpegHandle encoder = NativeTurboJpeg.tjInitCompress();
        byte* jpeg = null;
        nuint length = 0;
        try
        {
            fixed (byte* samples = picture.Samples)
            {
                if (NativeTurboJpeg.tjCompress2(encoder, samples, picture.Width, 0, picture.Height, format, &jpeg, &length, colour, quality, AccurateTransform) != 0)
                {
                    throw new IOException($"a JPEG of {picture.Size} cannot be written: {Marshal.PtrToStringUTF8(NativeTurboJpeg.tjGetErrorStr2(encoder))}");
                }
            }

            target.Write(new ReadOnlySpan<byte>(jpeg, checked((int)length)));
        }
        finally
        {
            NativeTurboJpeg.tjFree(jpeg);
        }
    }
}
