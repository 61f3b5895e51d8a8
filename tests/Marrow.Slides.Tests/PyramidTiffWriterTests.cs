using Marrow.Imaging;

namespace Marrow.Slides.Tests;

public sealed class PyramidTiffWriterTests : IDisposable
{
    private const int Width = 1203, Height = 777;

    private static readonly RgbColor[] Palette = [new(9, 9, 9), new(10, 200, 30), new(255, 255, 0), new(1, 2, 3)];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("marrow");

    private string Target => Path.Combine(folder.FullName, "pyramid.tif");

    [Fact]
    public void Labels_come_back_at_every_level_as_the_nearest()
    {
        byte[] labels = Labels();
        Write(labels, new PyramidTiffOptions { Palette = Palette });
        SlideContract.Holds(Target);
        using Slide slide = Slide.Open(Target);
        Assert.Equal([new(1203, 777), new(602, 389), new(301, 195), new PixelSize(151, 98)], slide.Levels.Select(level => level.Size));
        for (int level = 0; level < slide.Levels.Count; level++)
        {
            PixelSize size = slide.Levels[level].Size;
            Raster<byte> read = slide.Read(level, new PixelRectangle(0, 0, size.Width, size.Height));
            byte[] expected = new byte[size.Area * 3];
            for (int i = 0; i < size.Area; i++)
            {
                RgbColor colour = Palette[labels[((i / size.Width) << level) * Width + ((i % size.Width) << level)]];
                (expected[3 * i], expected[(3 * i) + 1], expected[(3 * i) + 2]) = (colour.R, colour.G, colour.B);
            }

            Assert.True(expected.AsSpan().SequenceEqual(read.Samples));
        }

        Assert.Equal(labels.Select(label => (int)label), PictureFile.ReadLabels(Target).Labels);
    }

    [Fact]
    public void Colour_comes_back_without_loss_and_its_levels_are_averages()
    {
        Raster<byte> picture = TestPicture.Patches(Width, Height);
        Write(picture.Samples, new PyramidTiffOptions { TileSide = 128 });
        SlideContract.Holds(Target);
        using Slide slide = Slide.Open(Target);
        Assert.Equal(picture.Samples, slide.Read(0, new PixelRectangle(0, 0, Width, Height)).Samples);
        Raster<byte> half = slide.Read(1, new PixelRectangle(0, 0, 602, 389));
        int mean = (picture[200, 100, 1] + picture[201, 100, 1] + picture[200, 101, 1] + picture[201, 101, 1] + 2) / 4;
        Assert.Equal(mean, half[100, 50, 1]);
        Assert.Equal((picture[1202, 776, 2] * 4 + 2) / 4, half[601, 388, 2]);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(95)]
    public void Jpeg_tiles_stay_close(int quality)
    {
        Raster<byte> picture = TestPicture.Smooth(Width, Height);
        Write(picture.Samples, new PyramidTiffOptions { JpegQuality = quality });
        SlideContract.Holds(Target);
        Assert.InRange(MeanError(picture, PictureFile.ReadRgb(Target)), 0, 1.5);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(85)]
    public void Libvips_and_OpenSlide_read_the_same_picture(int? quality)
    {
        Raster<byte> picture = TestPicture.Smooth(Width, Height);
        Write(picture.Samples, new PyramidTiffOptions { JpegQuality = quality });
        Raster<byte> ours = PictureFile.ReadRgb(Target);
        Raster<float> vips = PictureFile.ReadSamples(Target);
        Assert.Equal(3, vips.Channels);
        Assert.InRange(ours.Samples.Zip(vips.Samples).Max(pair => Math.Abs(pair.First - pair.Second)), 0, 1);
        Assert.Equal("generic-tiff", OpenSlideFile.Vendor(Target));
        using Slide openslide = ScannerSlide.OpenScanner(Target, "generic-tiff");
        Assert.Equal(4, openslide.Levels.Count);
        Assert.InRange(MeanError(ours, openslide.Read(0, new PixelRectangle(0, 0, Width, Height))), 0, 1);
    }

    [Fact]
    public void The_resolution_comes_back()
    {
        PixelPitch pitch = new(new MicrometersPerPixel(0.4990), new MicrometersPerPixel(0.25));
        Write(Labels(), new PyramidTiffOptions { Palette = Palette, Pitch = pitch });
        using Slide slide = Slide.Open(Target);
        Assert.Equal(0.4990, slide.Pitch!.X.Value, 1e-8);
        Assert.Equal(0.25, slide.Pitch.Y.Value, 1e-8);
    }

    [Fact]
    public void Nothing_is_left_of_a_file_that_is_not_completed()
    {
        using (PyramidTiffWriter writer = new(Target, new PixelSize(300, 300), new PyramidTiffOptions { Palette = Palette }))
        {
            writer.Append(new byte[300 * 299]);
            Assert.Equal("299 of 300 rows were written", Assert.Throws<InvalidOperationException>(writer.Complete).Message);
        }

        Assert.Empty(folder.GetFiles());
    }

    [Fact]
    public void The_same_rows_give_the_same_bytes()
    {
        Raster<byte> picture = TestPicture.Smooth(Width, Height);
        Write(picture.Samples, new PyramidTiffOptions { JpegQuality = 85 });
        byte[] first = File.ReadAllBytes(Target);
        Write(picture.Samples, new PyramidTiffOptions { JpegQuality = 85 }, band: 1);
        Assert.Equal(first, File.ReadAllBytes(Target));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static double MeanError(Raster<byte> a, Raster<byte> b) => a.Samples.Zip(b.Samples).Average(pair => Math.Abs(pair.First - pair.Second));

    private static byte[] Labels() => Enumerable.Range(0, Width * Height).Select(i => (byte)(((i % Width / 37) + (i / Width / 23)) % 4)).ToArray();

    private void Write(byte[] rows, PyramidTiffOptions options, int band = 100)
    {
        using PyramidTiffWriter writer = new(Target, new PixelSize(Width, Height), options);
        foreach (byte[] part in rows.Chunk(Width * (options.Palette is null ? 3 : 1) * band))
        {
            writer.Append(part);
        }

        writer.Complete();
    }
}
