using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>Small views of pictures and slides for the contact sheet.</summary>
internal static class StainViews
{
    /// <summary>What the contact sheet writes over the picture as it was.</summary>
    public const string Before = "before";

    private const int Longest = 320;
    private const long MostPixels = 48_000_000;

    /// <summary>At most 320 pixels a side, averaged from the smallest level that is large enough; the middle of it where even that is huge.</summary>
    public static Raster<byte> Of(Slide slide)
    {
        int level = Enumerable.Range(0, slide.Levels.Count).LastOrDefault(i => Math.Max(slide.Levels[i].Size.Width, slide.Levels[i].Size.Height) >= Longest);
        PixelSize size = slide.Levels[level].Size;
        PixelRectangle area = size.Area <= MostPixels
            ? new PixelRectangle(0, 0, size.Width, size.Height)
            : new PixelRectangle((size.Width / 2) - Longest, (size.Height / 2) - Longest, 2 * Longest, 2 * Longest);
        return Shrink(slide.Read(level, area));
    }

    private static Raster<byte> Shrink(Raster<byte> picture)
    {
        int step = (Math.Max(picture.Width, picture.Height) + Longest - 1) / Longest;
        var small = new Raster<byte>(Math.Max(1, picture.Width / step), Math.Max(1, picture.Height / step), 3);
        for (int y = 0; y < small.Height; y++)
        {
            for (int i = 0; i < small.Width * 3; i++)
            {
                int sum = 0, count = 0;
                for (int dy = 0; dy < step && (y * step) + dy < picture.Height; dy++)
                {
                    for (int dx = 0; dx < step && (i / 3 * step) + dx < picture.Width; dx++, count++)
                    {
                        sum += picture[(i / 3 * step) + dx, (y * step) + dy, i % 3];
                    }
                }

                small.Row(y)[i] = (byte)((sum + (count / 2)) / count);
            }
        }

        return small;
    }
}
