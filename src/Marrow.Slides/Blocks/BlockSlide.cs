using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// A slide read through fixed blocks of each level: whatever region is asked for, a pixel comes from the same block decoded
/// the same way, so that a region equals the crop of the whole. Blocks used last are kept.
/// </summary>
internal abstract class BlockSlide : Slide
{
    private const long CacheBytes = 48L << 20;

    // Who says what he has passed asks soon or never for the rest.
    private const long PassingBytes = 12L << 20;

    private readonly BlockCache cache;

    protected BlockSlide() => cache = new(CacheBytes, Recycle);

    public override RgbColor Background => RgbColor.White;

    public override Raster<byte> Read(int level, PixelRectangle area) => Read(level, area, default);

    public override Raster<byte> Read(int level, PixelRectangle area, PixelRectangle passed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, Levels.Count);
        Raster<byte> region = new(area.Width, area.Height, 3);
        PixelRectangle inside = Inside(level, area, region.Samples), blocks = Blocks(level, inside);
        EachBlock(checked((int)blocks.Size.Area), i => Copy((level, blocks.X + (i % blocks.Width), blocks.Y + (i / blocks.Width)), (area, inside), region.Samples, (passed, passed.IsEmpty ? CacheBytes : PassingBytes)));
        return region;
    }

    /// <inheritdoc/>
    /// <remarks>Decodes on the calling thread; only blocks that reach out of the area downwards or to the right are kept, and only until they are passed.</remarks>
    public override void Pass(int level, PixelRectangle area, Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, Levels.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, checked((int)(area.Size.Area * 3)));
        PixelRectangle inside = Inside(level, area, rgb), blocks = Blocks(level, inside), passed = new(0, 0, inside.Right, inside.Bottom);
        for (int y = blocks.Y; y < blocks.Bottom; y++)
        {
            for (int x = blocks.X; x < blocks.Right; x++)
            {
                Copy((level, x, y), (area, inside), rgb, (passed, CacheBytes));
            }
        }
    }

    public override bool IsStoredInRows(int level) => BlockSize(level).Width >= Levels[level].Size.Width;

    public override void Rest() => cache.Clear();

    /// <summary>The size of a level's blocks; those at the right and lower edge may hold less.</summary>
    protected abstract PixelSize BlockSize(int level);

    /// <summary>1 where a level's blocks are grey, 3 for RGB.</summary>
    protected abstract int Channels(int level);

    /// <summary>Decodes one block, row by row at the full block width.</summary>
    /// <exception cref="SlideFormatException">It is damaged.</exception>
    protected abstract byte[] Decode(int level, int across, int down);

    /// <summary>Takes back a decoded block that nobody holds any more.</summary>
    protected virtual void Recycle(int level, byte[] pixels)
    {
    }

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

    /// <summary>The part of an area that lies on the level; the rest of the region is filled.</summary>
    private PixelRectangle Inside(int level, PixelRectangle area, Span<byte> rgb)
    {
        PixelRectangle inside = area.Intersect(new PixelRectangle(0, 0, Levels[level].Size.Width, Levels[level].Size.Height));
        if (inside != area)
        {
            Fill(rgb, Background);
        }

        return inside;
    }

    /// <summary>The columns and rows of blocks that an area touches.</summary>
    private PixelRectangle Blocks(int level, PixelRectangle inside)
    {
        PixelSize block = BlockSize(level);
        int left = inside.X / block.Width, top = inside.Y / block.Height;
        return inside.IsEmpty
            ? new PixelRectangle(0, 0, 0, 0)
            : new PixelRectangle(left, top, ((inside.Right - 1) / block.Width) - left + 1, ((inside.Bottom - 1) / block.Height) - top + 1);
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

    private void Copy((int Level, int X, int Y) key, (PixelRectangle Area, PixelRectangle Inside) wanted, Span<byte> rgb, (PixelRectangle Passed, long Limit) keeping)
    {
        PixelSize block = BlockSize(key.Level), size = Levels[key.Level].Size;
        PixelRectangle own = new(key.X * block.Width, key.Y * block.Height, block.Width, block.Height), part = wanted.Inside.Intersect(own);
        bool isNeeded = !keeping.Passed.Contains(own.Intersect(new PixelRectangle(0, 0, size.Width, size.Height)));
        BlockCache.Entry? kept = cache.Take(key);
        byte[] pixels = kept?.Pixels ?? Decode(key.Level, key.X, key.Y);
        CopyRows(key.Level, (own, part, wanted.Area), pixels, rgb);
        if (kept is not null)
        {
            cache.Release(kept, forget: !isNeeded);
        }
        else if (isNeeded)
        {
            cache.Keep(key, pixels, keeping.Limit);
        }
        else
        {
            Recycle(key.Level, pixels);
        }
    }

    private void CopyRows(int level, (PixelRectangle Own, PixelRectangle Part, PixelRectangle Area) place, byte[] pixels, Span<byte> rgb)
    {
        (PixelRectangle own, PixelRectangle part, PixelRectangle area) = place;
        int channels = Channels(level);
        for (int y = part.Y; y < part.Bottom; y++)
        {
            ReadOnlySpan<byte> from = pixels.AsSpan((((y - own.Y) * own.Width) + part.X - own.X) * channels, part.Width * channels);
            Span<byte> to = rgb.Slice((((y - area.Y) * area.Width) + part.X - area.X) * 3, part.Width * 3);
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
