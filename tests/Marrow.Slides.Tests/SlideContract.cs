using FsCheck;
using FsCheck.Fluent;
using Marrow.Imaging;

namespace Marrow.Slides.Tests;

/// <summary>What every slide must keep, whatever file is behind it.</summary>
internal static class SlideContract
{
    private const int Margin = 40;

    public static void Holds(string path)
    {
        using Slide slide = Slide.Open(path);
        HasOrderedLevels(slide);
        for (int level = 0; level < slide.Levels.Count; level++)
        {
            Raster<byte> framed = Framed(slide, level);
            SurroundedByBackground(slide, level, framed);
            EveryRegionIsACrop(slide, level, framed);
            AFreshSlideGivesTheSame(path, level, framed);
            SeveralThreadsReadTheSame(path, level, framed);
            APassInBandsReadsTheSame(path, level, framed);
            WhatIsPassedCanStillBeRead(path, level, framed);
        }
    }

    private static void HasOrderedLevels(Slide slide)
    {
        Assert.Equal(1, slide.Levels[0].Downsample);
        Assert.Equal(slide.Levels.OrderByDescending(level => level.Size.Area), slide.Levels);
    }

    /// <summary>The whole level with a margin on every side.</summary>
    private static Raster<byte> Framed(Slide slide, int level)
    {
        PixelSize size = slide.Levels[level].Size;
        return slide.Read(level, new PixelRectangle(-Margin, -Margin, size.Width + (2 * Margin), size.Height + (2 * Margin)));
    }

    private static void SurroundedByBackground(Slide slide, int level, Raster<byte> framed)
    {
        PixelSize size = slide.Levels[level].Size;
        int right = Margin + size.Width, bottom = Margin + size.Height;
        PixelRectangle[] sides =
        [
            new(0, 0, framed.Width, Margin),
            new(0, bottom, framed.Width, Margin),
            new(0, 0, Margin, framed.Height),
            new(right, 0, Margin, framed.Height),
        ];
        byte[] background = [slide.Background.R, slide.Background.G, slide.Background.B];
        foreach (PixelRectangle side in sides)
        {
            Assert.DoesNotContain(framed.Crop(side).Samples.Chunk(3), pixel => !pixel.SequenceEqual(background));
        }
    }

    private static void EveryRegionIsACrop(Slide slide, int level, Raster<byte> framed)
    {
        Gen<PixelRectangle> regions =
            from x in Gen.Choose(0, framed.Width - 1)
            from y in Gen.Choose(0, framed.Height - 1)
            from width in Gen.Choose(1, Math.Min(700, framed.Width - x))
            from height in Gen.Choose(1, Math.Min(700, framed.Height - y))
            select new PixelRectangle(x, y, width, height);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(25),
            Prop.ForAll(regions.ToArbitrary(), region => IsCrop(slide, level, framed, region)));
    }

    private static void AFreshSlideGivesTheSame(string path, int level, Raster<byte> framed)
    {
        PixelRectangle middle = new(framed.Width / 3, framed.Height / 3, (framed.Width / 3) + 1, (framed.Height / 3) + 1);
        using Slide fresh = Slide.Open(path);
        Assert.True(IsCrop(fresh, level, framed, middle));
    }

    private static void APassInBandsReadsTheSame(string path, int level, Raster<byte> framed)
    {
        const int rows = 37;
        using Slide fresh = Slide.Open(path);
        for (int y = 0; y < framed.Height; y += rows)
        {
            int height = Math.Min(rows, framed.Height - y);
            byte[] band = new byte[framed.Width * height * 3];
            fresh.Pass(level, new PixelRectangle(-Margin, y - Margin, framed.Width, height), band);
            Assert.Equal(framed.Crop(new PixelRectangle(0, y, framed.Width, height)).Samples, band);
        }

        Assert.ThrowsAny<ArgumentException>(() => fresh.Pass(level, new PixelRectangle(0, 0, 2, 2), new byte[5]));
    }

    private static void WhatIsPassedCanStillBeRead(string path, int level, Raster<byte> framed)
    {
        using Slide fresh = Slide.Open(path);
        PixelRectangle area = new(0, 0, framed.Width - (2 * Margin), framed.Height - (2 * Margin));
        Raster<byte> whole = framed.Crop(area with { X = Margin, Y = Margin });
        foreach (PixelRectangle passed in (PixelRectangle[])[area, area with { Width = (area.Width / 2) + 1 }, area with { Height = (area.Height / 3) + 1 }, default])
        {
            Assert.Equal(whole.Samples, fresh.Read(level, area, passed).Samples);
        }
    }

    private static void SeveralThreadsReadTheSame(string path, int level, Raster<byte> framed)
    {
        const int bands = 6;
        using Slide fresh = Slide.Open(path);
        int height = framed.Height / bands;
        Thread[] threads = new Thread[bands];
        bool[] same = new bool[bands];
        for (int i = 0; i < bands; i++)
        {
            int band = i;
            threads[i] = new Thread(() => same[band] = IsCrop(fresh, level, framed, new PixelRectangle(0, band * height, framed.Width, height)));
            threads[i].Start();
        }

        Array.ForEach(threads, thread => thread.Join());
        Assert.DoesNotContain(false, same);
    }

    private static bool IsCrop(Slide slide, int level, Raster<byte> framed, PixelRectangle region)
    {
        Raster<byte> read = slide.Read(level, region with { X = region.X - Margin, Y = region.Y - Margin });
        return read.Samples.AsSpan().SequenceEqual(framed.Crop(region).Samples);
    }
}
