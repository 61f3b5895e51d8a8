using Marrow.Imaging;

namespace Marrow.Slides.Tests;

public sealed class TilePyramidWriterTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("marrow");

    private string Target => Path.Combine(folder.FullName, "pyramid.tif");

    [Theory]
    [InlineData(1203, 777)]
    [InlineData(1, 1)]
    [InlineData(257, 2050)]
    [InlineData(2049, 513)]
    public void Every_level_is_what_the_row_writer_gives(int width, int height)
    {
        Raster<byte> picture = TestPicture.Patches(width, height);
        string rows = Path.Combine(folder.FullName, "rows.tif");
        using (PyramidTiffWriter writer = new(rows, picture.Size, new PyramidTiffOptions()))
        {
            writer.Append(picture.Samples);
            writer.Complete();
        }

        Write(picture, 1024, 512);
        SlideContract.Holds(Target);
        using Slide tiled = Slide.Open(Target), banded = Slide.Open(rows);
        Assert.Equal(banded.Levels, tiled.Levels);
        for (int level = 0; level < tiled.Levels.Count; level++)
        {
            PixelSize size = tiled.Levels[level].Size;
            PixelRectangle all = new(0, 0, size.Width, size.Height);
            Assert.True(banded.Read(level, all).Samples.AsSpan().SequenceEqual(tiled.Read(level, all).Samples));
        }
    }

    [Fact]
    public void OpenSlide_reads_the_same_picture()
    {
        Raster<byte> picture = TestPicture.Smooth(1203, 777);
        Write(picture, 2048, 256);
        using Slide openslide = ScannerSlide.OpenScanner(Target, "generic-tiff");
        Assert.Equal(4, openslide.Levels.Count);
        Assert.Equal(picture.Samples, openslide.Read(0, new PixelRectangle(0, 0, 1203, 777)).Samples);
    }

    [Fact]
    public void A_region_that_cuts_a_tile_is_refused_and_a_missing_one_noticed()
    {
        using (TilePyramidWriter writer = new(Target, new PixelSize(700, 300), null))
        {
            foreach ((int x, int y, int width, int height) in new[] { (100, 0, 256, 256), (0, 0, 300, 256), (0, 0, 700, 200), (512, 0, 256, 256), (0, -256, 256, 256) })
            {
                Assert.Throws<ArgumentException>(() => writer.Write(x, y, new Raster<byte>(width, height, 3)));
            }

            writer.Write(0, 256, new Raster<byte>(700, 44, 3));
            writer.Write(512, 0, new Raster<byte>(188, 256, 3));
            Assert.Equal("2 tiles were not written", Assert.Throws<InvalidOperationException>(() => writer.Complete(CancellationToken.None)).Message);
        }

        Assert.Empty(folder.GetFiles());
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void Write(Raster<byte> picture, int across, int down)
    {
        using TilePyramidWriter writer = new(Target, picture.Size, null);
        for (int y = 0; y < picture.Height; y += down)
        {
            for (int x = 0; x < picture.Width; x += across)
            {
                writer.Write(x, y, picture.Crop(new PixelRectangle(x, y, Math.Min(across, picture.Width - x), Math.Min(down, picture.Height - y))));
            }
        }

        writer.Complete(CancellationToken.None);
    }
}
