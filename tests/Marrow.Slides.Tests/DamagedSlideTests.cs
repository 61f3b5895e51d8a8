using System.Buffers.Binary;
using Marrow.Imaging;
using Marrow.Tests;

namespace Marrow.Slides.Tests;

/// <summary>Each kind of bad input and the sentence that it gets.</summary>
public sealed class DamagedSlideTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("marrow");

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Equal($"{In("no.png")}: no such file", Assert.Throws<FileNotFoundException>(() => Slide.Open(In("no.png"))).Message);

    [Fact]
    public void A_link_to_nowhere_is_a_missing_file()
    {
        File.CreateSymbolicLink(In("no.png"), In("nowhere"));
        Assert.Equal($"{In("no.png")}: no such file", Assert.Throws<FileNotFoundException>(() => Slide.Open(In("no.png"))).Message);
    }

    [Fact]
    public void A_folder_is_not_a_slide() => Refuses(folder.FullName, $"{folder.Name}: is a folder, not a picture or a slide");

    [Theory]
    [InlineData("a.png", "a.png: is empty (0 bytes) or a pipe")]
    [InlineData("a.svs", "a.svs: is empty (0 bytes) or a pipe")]
    public void No_bytes(string name, string sentence) => Refuses(Written(name, []), sentence);

    [Fact]
    public void A_pipe_that_nobody_writes_to()
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [In("a.png")]);
        made.WaitForExit();
        Refuses(In("a.png"), "a.png: is empty (0 bytes) or a pipe");
    }

    [Fact]
    public void Text_named_png() => Refuses(Written("a.png", "hello"u8.ToArray()), "a.png: is not a picture or slide in a known format");

    [Fact]
    public void A_truncated_jpeg()
    {
        PictureFile.WriteJpeg(In("a.jpg"), TestPicture.Patches(200, 200), 90);
        Refuses(Cut("a.jpg", 0.5), "a.jpg: damaged JPEG: its pixels cannot be decoded, or the file ends early");
    }

    [Fact]
    public void A_progressive_jpeg_with_a_gap_in_a_scan()
    {
        string path = VipsWriter.Write(Path.Combine(folder.FullName, "a.jpg"), TestPicture.Noise(300, 300, 3), "jpegsave", "interlace=true");
        byte[] file = File.ReadAllBytes(path);
        File.WriteAllBytes(path, [.. file[..(file.Length / 2)], .. file[((file.Length / 2) + 60)..]]);
        Assert.Equal("a.jpg: damaged JPEG: its pixels cannot be decoded, or the file ends early", Assert.Throws<SlideFormatException>(() => PictureFile.ReadRgb(path)).Message);
    }

    [Fact]
    public void A_truncated_png()
    {
        PictureFile.WritePng(In("a.png"), TestPicture.Patches(200, 200));
        Refuses(Cut("a.png", 0.5), "a.png: damaged PNG: its pixels cannot be decoded, or the file ends early");
    }

    [Fact]
    public void A_truncated_bmp()
    {
        File.WriteAllBytes(In("a.bmp"), TestPicture.Bmp(24));
        Refuses(Cut("a.bmp", 0.9), "a.bmp: damaged BMP: its 3×2 pixels do not fit the 16 bytes behind its header");
    }

    [Fact]
    public void A_truncated_tiff_whose_directory_is_lost()
    {
        Pyramid();
        long length = new FileInfo(In("a.tif")).Length;
        long directory = BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(In("a.tif")).AsSpan(8));
        Refuses(Cut("a.tif", 0.5), $"a.tif: damaged TIFF: 8 bytes at {directory} lie past its end of {length / 2}");
    }

    [Fact]
    public void A_truncated_tiff_whose_tiles_are_lost()
    {
        VipsWriter.Write(In("a.tif"), TestPicture.Patches(300, 300), "tiffsave", "compression=none tile=true tile-width=64 tile-height=64");
        byte[] bytes = File.ReadAllBytes(In("a.tif"));
        using TiffFile file = TiffFile.Open(In("a.tif"));
        long[] offsets = file.Directories[0].Numbers(TiffTag.TileOffsets);
        byte[] moved = Patch(bytes, (uint)offsets[^1], (uint)bytes.Length - 5);
        Refuses(Written("b.tif", moved), $"b.tif: damaged TIFF: block 24 of {64 * 64 * 3} bytes at {bytes.Length - 5} lies past its end of {bytes.Length}");
    }

    [Fact]
    public void A_tiff_whose_tile_is_overwritten()
    {
        Pyramid();
        byte[] bytes = File.ReadAllBytes(In("a.tif"));
        bytes.AsSpan(16, 100).Fill(0xEE);
        Refuses(Written("a.tif", bytes), "a.tif: damaged TIFF: block 0 is not deflated data");
    }

    [Fact]
    public void A_damaged_jpeg_tile_spoils_no_later_file()
    {
        string path = VipsWriter.Write(In("a.tif"), TestPicture.Smooth(600, 600), "tiffsave", "compression=jpeg tile=true");
        byte[] good = File.ReadAllBytes(path);
        byte[] whole = PictureFile.ReadRgb(path).Samples;
        Random random = new(1);
        for (int round = 0; round < 20; round++)
        {
            byte[] bytes = [.. good];
            for (int i = 0; i < 40; i++)
            {
                bytes[random.Next(8, bytes.Length / 2)] = (byte)random.Next(256);
            }

            Assert.Throws<SlideFormatException>(() => PictureFile.ReadRgb(Written("b.tif", bytes)));
            Assert.Equal(whole, PictureFile.ReadRgb(path).Samples);
        }
    }

    [Fact]
    public void A_tiff_of_eight_bytes_whose_link_leads_nowhere() =>
        Refuses(Written("a.tif", [(byte)'I', (byte)'I', 42, 0, 100, 0, 0, 0]), "a.tif: damaged TIFF: 2 bytes at 100 lie past its end of 8");

    [Fact]
    public void A_tiff_whose_chain_of_directories_bites_its_tail()
    {
        VipsWriter.Write(In("a.tif"), TestPicture.Noise(20, 20, 3), "tiffsave", "");
        byte[] bytes = File.ReadAllBytes(In("a.tif"));
        int directory = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(directory));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(directory + 2 + (12 * count)), directory);
        Refuses(Written("a.tif", bytes), "a.tif: damaged TIFF: its chain of directories does not end");
    }

    [Fact]
    public void A_bomb_is_refused_before_it_goes_off()
    {
        byte[] bytes = Bomb();
        Refuses(Written("a.png", bytes), $"a.png: claims 60000×60000 pixels, more than its {bytes.Length} bytes can hold");
    }

    [Fact]
    public void A_bomb_that_could_hold_what_it_claims_is_refused_too() =>
        Refuses(Written("a.png", [.. Bomb(), .. new byte[1_000_000]]), "a.png: has 60000×60000 pixels, more than the 1073741824 of an untiled picture; save it as a tiled TIFF");

    [Fact]
    public void One_pixel_opens()
    {
        PictureFile.WritePng(In("a.png"), new Raster<byte>(1, 1, 3, [7, 8, 9]));
        SlideContract.Holds(In("a.png"));
    }

    [Theory]
    [InlineData("with space.png")]
    [InlineData("a[page=1].png")]
    [InlineData("ümlaut-細胞-🔬.png")]
    [InlineData("-x%s.tif")]
    public void Names_of_any_kind_open(string name)
    {
        VipsWriter.Write(In(name), TestPicture.Noise(30, 20, 3), name.EndsWith("png") ? "pngsave" : "tiffsave", "");
        using Slide slide = Slide.Open(In(name));
        Assert.Equal(30, slide.Read(0, new PixelRectangle(0, 0, 30, 20)).Width);
    }

    [SharedTheory]
    [InlineData("broken.svs", "broken.svs: is not a picture or slide in a known format")]
    [InlineData("openslide_fixtures/unopenable.tiff", "unopenable.tiff: is compressed with method 52479, which is not supported")]
    [InlineData("openslide_fixtures/unreadable.svs", "unreadable.svs: damaged slide: pixels in it cannot be decoded")]
    [InlineData("openslide_fixtures/boxes_0.dcm", "boxes_0.dcm: is a DICOM file, which is not supported")]
    [InlineData("dicom_sm/sm_image.dcm", "sm_image.dcm: is a DICOM file, which is not supported")]
    [InlineData("qupath_tiff/cells-gray32.tif", "cells-gray32.tif: has 32-bit floating-point samples; 1, 2, 4, 8 and 16-bit unsigned are read")]
    [InlineData("qupath_tiff/cells-2c.ome.tif", "cells-2c.ome.tif: holds 2 channels, 1 depths and 1 times; one plane of grey or RGB is read")]
    [InlineData("qupath_tiff/cells-2z.ome.tif", "cells-2z.ome.tif: holds 1 channels, 2 depths and 1 times; one plane of grey or RGB is read")]
    [InlineData("qupath_tiff/cells-2t.ome.tif", "cells-2t.ome.tif: holds 1 channels, 1 depths and 2 times; one plane of grey or RGB is read")]
    public void Real_bad_files(string name, string sentence) => Refuses(SharedData.Path("data", "wsi", name), sentence);

    [SharedFact]
    public void A_damaged_place_does_not_spoil_later_reads_of_others()
    {
        string whole = SharedData.Path("data", "wsi", "cmu-1-small-region.svs");
        byte[] bytes = File.ReadAllBytes(whole);
        bytes.AsSpan(bytes.Length / 2, 40_000).Clear();
        File.WriteAllBytes(In("hole.svs"), bytes);
        using Slide good = Slide.Open(whole), damaged = Slide.Open(In("hole.svs"));
        int failed = 0, after = 0;
        for (int y = good.Size.Height - 240; y >= 0; y -= 240)
        {
            PixelRectangle area = new(0, y, good.Size.Width, 240);
            try
            {
                Assert.Equal(good.Read(0, area).Samples, damaged.Read(0, area).Samples);
                after += failed > 0 ? 1 : 0;
            }
            catch (SlideFormatException)
            {
                failed++;
            }
        }

        Assert.True(failed > 0 && after > 0, $"{failed} reads failed, {after} after them gave the right pixels");
    }

    [SharedFact]
    public void A_truncated_svs()
    {
        File.Copy(SharedData.Path("data", "wsi", "cmu-1-small-region.svs"), In("a.svs"));
        Refuses(Cut("a.svs", 0.6), "a.svs: damaged TIFF: 2 bytes at 1275950 lie past its end of 1163373");
    }

    [SharedFact]
    public void A_float_tiff_still_gives_its_samples()
    {
        Raster<float> samples = PictureFile.ReadSamples(SharedData.Path("data", "wsi", "qupath_tiff", "cells-gray32.tif"));
        Assert.Equal((93, 131, 1), (samples.Width, samples.Height, samples.Channels));
        Assert.Contains(samples.Samples, sample => sample > 0);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static void Refuses(string path, string sentence)
    {
        SlideFormatException refusal = Assert.Throws<SlideFormatException>(() =>
        {
            using Slide slide = Slide.Open(path);
            slide.Read(0, new PixelRectangle(0, 0, slide.Size.Width, slide.Size.Height));
        });
        Assert.Equal(sentence, refusal.Message);
    }

    private string In(string name) => Path.Combine(folder.FullName, name);

    private string Written(string name, byte[] bytes)
    {
        File.WriteAllBytes(In(name), bytes);
        return In(name);
    }

    private string Cut(string name, double part)
    {
        byte[] bytes = File.ReadAllBytes(In(name));
        return Written(name, bytes[..(int)(bytes.Length * part)]);
    }

    // Replaces the last 32-bit little-endian word of one value.
    private static byte[] Patch(byte[] bytes, uint old, uint value)
    {
        byte[] word = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(word, old);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.AsSpan().LastIndexOf(word)), value);
        return bytes;
    }

    private byte[] Bomb()
    {
        PictureFile.WritePng(In("a.png"), TestPicture.Noise(1, 1, 3));
        byte[] bytes = File.ReadAllBytes(In("a.png"));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), 60_000);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(29), Crc32.Of(bytes.AsSpan(12, 17)));
        return bytes;
    }

    private void Pyramid()
    {
        using PyramidTiffWriter writer = new(In("a.tif"), new PixelSize(400, 300), new PyramidTiffOptions());
        writer.Append(TestPicture.Patches(400, 300).Samples);
        writer.Complete();
    }
}
