using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// A slide read through fixed blocks of each level: whatever region is asked for, a pixel comes from the same block decoded
/// the same way, so that a region equals the crop of the whole. Blocks used last are kept.
/// </summary>
internal abstract class BlockSlide : Slide
{
    private const long CacheBytes = 48L << 20;

    private readonly BlockCache cache = new(CacheBytes);

    public override RgbColor Background => RgbColor.White;

    public override Raster<byte> Read(int level, PixelRectangle area)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, Levels.Count);
        Raster<byte> region = new(area.Width, area.Height, 3);
        PixelSize size = Levels[level].Size, block = BlockSize(level);
        PixelRectangle inside = area.Intersect(new PixelRectangle(0, 0, size.Width, size.Height));
        if (inside != area)
        {
            Fill(region.Samples, Background);
        }

        if (inside.IsEmpty)
        {
            return region;
        }

        int left = inside.X / block.Width, top = inside.Y / block.Height;
        int across = ((inside.Right - 1) / block.Width) - left + 1, down = ((inside.Bottom - 1) / block.Height) - top + 1;
        EachBlock(checked(across * down), i => Copy((level, left + (i % across), top + (i / across)), area, inside, region));
        return region;
    }

    /// <summary>The size of a level's blocks; those at the right and lower edge may hold less.</summary>
    protected abstract PixelSize BlockSize(int level);

    /// <summary>1 where a level's blocks are grey, 3 for RGB.</summary>
    protected abstract int Channels(int level);

    /// <summary>Decodes one block, row by row at the full block width.</summary>
    /// <exception cref="SlideFormatException">It is damaged.</exception>
    protected abstract byte[] Decode(int level, int across, int down);

    protected static void Fill(Span<byte> rgb, RgbColor colour)
    {
        if (colour == RgbColor.White)
        {
            rgb.Fill(255);
            return;
        }

        for (int i = 0; i < rgb.Length; i += 3)
        {
            (rgb[i], rgb[i + 1], rgb[i + 2]) = (colour.R, colour.G, colour.B);
        }
    }

    // A failure in one block is the failure of the read, as if blocks were decoded one after another.
    private static void EachBlock(int count, Action<int> copy)
    {
        if (count == 1)
        {
            copy(0);
            return;
        }

        try
        {
            Parallel.For(0, count, copy);
        }
        catch (AggregateException failures)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.InnerExceptions.OrderBy(failure => failure.Message, StringComparer.Ordinal).First());
        }
    }

    private void Copy((int Level, int X, int Y) key, PixelRectangle area, PixelRectangle inside, Raster<byte> region)
    {
        PixelSize block = BlockSize(key.Level);
        byte[]? pixels = cache.Find(key);
        if (pixels is null)
        {
            pixels = Decode(key.Level, key.X, key.Y);
            cache.Keep(key, pixels);
        }

        int channels = Channels(key.Level);
        PixelRectangle own = new(key.X * block.Width, key.Y * block.Height, block.Width, block.Height);
        PixelRectangle part = inside.Intersect(own);
        for (int y = part.Y; y < part.Bottom; y++)
        {
            ReadOnlySpan<byte> from = pixels.AsSpan((((y - own.Y) * block.Width) + part.X - own.X) * channels, part.Width * channels);
            Span<byte> to = region.Row(y - area.Y).Slice((part.X - area.X) * 3, part.Width * 3);
            if (channels == 3)
            {
                from.CopyTo(to);
            }
            else
            {
                GrayPicture.Repeat(from, to);
            }
        }
    }
}
