using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// The part of a picture that is not a black frame: the smallest rectangle around every pixel that is not 0 in all channels.
/// Black pixels inside the rectangle are marked as outside, holes too: nnU-Net means to fill holes, but fills them in three dimensions,
/// where a flat picture has none, and a faithful result keeps that.
/// </summary>
public static class NonzeroCrop
{
    /// <summary>The label that preprocessing writes where a pixel is black and unlabelled.</summary>
    public const int OutsideLabel = -1;

    /// <summary>The rectangle; the whole picture where all is black.</summary>
    public static PixelRectangle Find(Planes picture)
    {
        int left = picture.Width, top = picture.Height, right = -1, bottom = -1;
        for (int y = 0; y < picture.Height; y++)
        {
            for (int channel = 0; channel < picture.Channels; channel++)
            {
                ReadOnlySpan<float> row = picture.Plane(channel).Slice(y * picture.Width, picture.Width);
                int first = row.IndexOfAnyExcept(0f);
                if (first < 0)
                {
                    continue;
                }

                (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOfAnyExcept(0f)));
                (top, bottom) = (Math.Min(top, y), y);
            }
        }

        return right < 0 ? new PixelRectangle(0, 0, picture.Width, picture.Height) : new PixelRectangle(left, top, right - left + 1, bottom - top + 1);
    }

    /// <summary>1 where some channel is not 0.</summary>
    public static byte[] Inside(Planes picture)
    {
        byte[] inside = new byte[picture.Width * picture.Height];
        Parallel.For(0, picture.Height, y => Mark(picture, y * picture.Width, inside.AsSpan(y * picture.Width, picture.Width)));
        return inside;
    }

    // Most rows hold no 0 in the first channel, and the others need not be looked at.
    private static void Mark(Planes picture, int begin, Span<byte> inside)
    {
        if (!picture.Plane(0).Slice(begin, inside.Length).Contains(0f))
        {
            inside.Fill(1);
            return;
        }

        for (int channel = 0; channel < picture.Channels; channel++)
        {
            ReadOnlySpan<float> row = picture.Plane(channel).Slice(begin, inside.Length);
            for (int i = 0; i < inside.Length; i++)
            {
                inside[i] |= row[i] != 0 ? (byte)1 : (byte)0;
            }
        }
    }
}
