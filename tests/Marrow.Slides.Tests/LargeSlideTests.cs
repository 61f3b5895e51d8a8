using System.IO.Compression;
using Marrow.Imaging;

namespace Marrow.Slides.Tests;

/// <summary>Reading stays within its memory, whatever the size of the slide.</summary>
public sealed class LargeSlideTests : IDisposable
{
    private const int TileSide = 512;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("marrow");

    [Fact]
    public void A_pyramid_of_100000_squared_is_read_within_300_megabytes()
    {
        string path = Path.Combine(folder.FullName, "huge.tif");
        WriteHuge(path, 100_000);
        using (Slide slide = Slide.Open(path))
        {
            Assert.Equal([100_000, 50_000, 25_000, 12_500, 6_250], slide.Levels.Select(level => level.Size.Width));
            SameTileEverywhere(slide);
        }

        Assert.InRange(ResidentMemory.PeakMegabytes("read", path, "60"), 1, 300);
    }

    [Fact]
    public void A_picture_too_large_for_memory_is_read_from_a_temporary_file()
    {
        Raster<byte> picture = Written(300, 500, out string path);
        using PictureSlide slide = PictureSlide.Open(path, PictureKind.Png, memoryLimit: 1000);
        PixelRectangle low = new(20, 450, 100, 40), high = new(0, 3, 300, 20);
        Assert.Equal(picture.Crop(low).Samples, slide.Read(0, low).Samples);
        Assert.Equal(picture.Crop(high).Samples, slide.Read(0, high).Samples);
    }

    [Fact]
    public void Threads_that_ask_for_rows_in_any_order_wait_for_their_own()
    {
        Raster<byte> picture = Written(2000, 1500, out string path);
        using Slide slide = Slide.Open(path);
        Parallel.For(0, 15, i =>
        {
            PixelRectangle area = new(10, 1400 - (100 * i), 1800, 100);
            Assert.Equal(picture.Crop(area).Samples, slide.Read(0, area).Samples);
        });
    }

    [Fact]
    public void Rows_above_the_damage_are_read_and_rows_below_fail_each_time()
    {
        Raster<byte> picture = Written(1500, 1500, out string path);
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length * 2 / 3)]);
        using Slide slide = Slide.Open(path);
        PixelRectangle high = new(0, 0, 1500, 50), low = new(0, 1450, 1500, 50);
        Assert.Throws<SlideFormatException>(() => slide.Read(0, low));
        Assert.Equal(picture.Crop(high).Samples, slide.Read(0, high).Samples);
        Assert.Throws<SlideFormatException>(() => slide.Read(0, low));
    }

    [Fact]
    public void A_picture_closed_while_it_is_decoded_stops_decoding()
    {
        Written(3000, 3000, out string path);
        Slide slide = Slide.Open(path);
        slide.Read(0, new PixelRectangle(0, 0, 10, 10));
        slide.Dispose();
        Assert.Throws<ObjectDisposedException>(() => slide.Read(0, new PixelRectangle(0, 2990, 10, 10)));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static void SameTileEverywhere(Slide slide)
    {
        byte[] first = slide.Read(0, new PixelRectangle(0, 0, TileSide, TileSide)).Samples;
        Assert.Equal(first, slide.Read(0, new PixelRectangle(194 * TileSide, 100 * TileSide, TileSide, TileSide)).Samples);
        Assert.Equal(first, slide.Read(3, new PixelRectangle(5 * TileSide, 7 * TileSide, TileSide, TileSide)).Samples);
    }

    // One deflated tile stands at every place of every level, so that ten gigapixels fit two megabytes.
    private static void WriteHuge(string path, int side)
    {
        using FileStream stream = new(path, FileMode.CreateNew);
        TiffDirectoryWriter.WriteHead(stream);
        byte[] tile = Packed(TestPicture.Patches(TileSide, TileSide).Samples);
        stream.Write(tile);
        long link = TiffDirectoryWriter.FirstLink;
        for (int level = side; level > 5000; level = (level + 1) / 2)
        {
            int across = (level + TileSide - 1) / TileSide;
            TiffDirectoryWriter directory = new();
            directory.Add(TiffTag.NewSubfileType, 4, [level == side ? 0 : 1]);
            directory.Add(TiffTag.ImageWidth, 4, [level]);
            directory.Add(TiffTag.ImageLength, 4, [level]);
            directory.Add(TiffTag.BitsPerSample, 3, [8, 8, 8]);
            directory.Add(TiffTag.Compression, 3, [TiffCompression.Deflate]);
            directory.Add(TiffTag.Photometric, 3, [TiffPhotometric.Rgb]);
            directory.Add(TiffTag.SamplesPerPixel, 3, [3]);
            directory.Add(TiffTag.TileWidth, 4, [TileSide]);
            directory.Add(TiffTag.TileLength, 4, [TileSide]);
            directory.Add(TiffTag.TileOffsets, 16, Enumerable.Repeat(16L, across * across).ToArray());
            directory.Add(TiffTag.TileByteCounts, 16, Enumerable.Repeat((long)tile.Length, across * across).ToArray());
            link = directory.Write(stream, link);
        }
    }

    private static byte[] Packed(byte[] samples)
    {
        MemoryStream packed = new();
        using (ZLibStream deflate = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(samples);
        }

        return packed.ToArray();
    }

    private Raster<byte> Written(int width, int height, out string path)
    {
        Raster<byte> picture = TestPicture.Patches(width, height);
        path = Path.Combine(folder.FullName, "a.png");
        PictureFile.WritePng(path, picture);
        return picture;
    }
}
