using System.Buffers.Binary;
using Marrow.Imaging;
using Marrow.Tests;

namespace Marrow.Slides.Tests;

/// <summary>Kinds of samples that a TIFF may hold, each a few pixels written by hand.</summary>
public sealed class TiffKindTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("marrow");

    private string Target => Path.Combine(folder.FullName, "a.tif");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sixteen_bits_keep_their_upper_byte(bool isBigEndian)
    {
        byte[] samples = isBigEndian ? [0x12, 0x34, 0xFF, 0x00] : [0x34, 0x12, 0x00, 0xFF];
        Write(isBigEndian, 2, 1, samples, (TiffTag.BitsPerSample, [16]), (TiffTag.Photometric, [1]));
        Shows(gray: true, 0x12, 0x12, 0x12, 0xFF, 0xFF, 0xFF);
        Assert.Equal([0x1234, 0xFF00], PictureFile.ReadLabels(Target).Labels);
    }

    [Fact]
    public void White_is_zero_is_turned_over()
    {
        Write(false, 3, 1, [0, 100, 255], (TiffTag.BitsPerSample, [8]), (TiffTag.Photometric, [0]));
        Shows(gray: true, 255, 255, 255, 155, 155, 155, 0, 0, 0);
    }

    [Fact]
    public void One_bit_is_black_or_white()
    {
        Write(false, 3, 2, [0b1010_0000, 0b0100_0000], (TiffTag.BitsPerSample, [1]), (TiffTag.Photometric, [1]));
        Shows(gray: true, 255, 255, 255, 0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 255, 255, 0, 0, 0);
    }

    [Fact]
    public void Planes_are_joined()
    {
        Write(false, 2, 1, [1, 2, 3, 4, 5, 6], (TiffTag.BitsPerSample, [8, 8, 8]), (TiffTag.Photometric, [2]), (TiffTag.SamplesPerPixel, [3]), (TiffTag.PlanarConfiguration, [2]), (TiffTag.StripOffsets, [8, 10, 12]), (TiffTag.StripByteCounts, [2, 2, 2]));
        Shows(gray: false, 1, 3, 5, 2, 4, 6);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void Transparency_lies_over_white(int extra)
    {
        Write(false, 2, 1, [3, 24, 44, 153, 9, 9, 9, 0], (TiffTag.BitsPerSample, [8, 8, 8, 8]), (TiffTag.Photometric, [2]), (TiffTag.SamplesPerPixel, [4]), (TiffTag.ExtraSamples, [extra]));
        using Slide slide = Slide.Open(Target);
        byte[] read = slide.Read(0, new PixelRectangle(0, 0, 2, 1)).Samples;
        byte[] expected = extra == 2
            ? [Over(3, 153), Over(24, 153), Over(44, 153), 255, 255, 255]
            : [3 + 102, 24 + 102, 44 + 102, 255, 255, 255];
        Assert.Equal(expected, read);
    }

    [Fact]
    public void A_palette_gives_colours_and_indices()
    {
        long[] map = new long[3 * 16];
        (map[5], map[16 + 5], map[32 + 5]) = (10 * 257, 20 * 257, 30 * 257);
        Write(false, 3, 1, [0x50, 0x50], (TiffTag.BitsPerSample, [4]), (TiffTag.Photometric, [3]), (TiffTag.ColorMap, map));
        Shows(gray: false, 10, 20, 30, 0, 0, 0, 10, 20, 30);
        Assert.Equal([5, 0, 5], PictureFile.ReadLabels(Target).Labels);
    }

    [Theory]
    [InlineData(3, true, 20_000, 0.5)]
    [InlineData(2, true, 20_000, null)] // pixels per inch
    [InlineData(3, true, 28, null)] // 72 dpi
    [InlineData(3, false, 20_000, null)] // not a microscope's layout
    [InlineData(1, true, 20_000, null)]
    public void Resolution_is_taken_only_where_it_is_stated(int unit, bool isTiled, long perUnit, double? micrometers)
    {
        (TiffTag, long[])[] layout = isTiled
            ? [(TiffTag.TileWidth, [16]), (TiffTag.TileLength, [16]), (TiffTag.TileOffsets, [8]), (TiffTag.TileByteCounts, [256])]
            : [];
        Write(false, 16, 16, new byte[256], [(TiffTag.BitsPerSample, [8]), (TiffTag.Photometric, [1]), (TiffTag.XResolution, [perUnit]), (TiffTag.YResolution, [perUnit]), (TiffTag.ResolutionUnit, [unit]), .. layout]);
        using Slide slide = Slide.Open(Target);
        Assert.Equal(micrometers, slide.Pitch?.X.Value);
    }

    [Theory]
    [InlineData(16, 3, "16-bit floating-point")]
    [InlineData(64, 3, "64-bit floating-point")]
    [InlineData(64, 2, "64-bit signed")]
    [InlineData(64, 6, "64-bit complex")]
    [InlineData(12, 1, "12-bit unsigned")]
    [InlineData(8, 9, "8-bit unknown (format 9)")]
    public void Numbers_that_nobody_reads_are_not_called_damage(long bits, long format, string kind)
    {
        Write(false, 2, 1, new byte[16], (TiffTag.BitsPerSample, [bits]), (TiffTag.SampleFormat, [format]), (TiffTag.Photometric, [1]), (TiffTag.StripByteCounts, [2 * bits / 8]));
        Assert.Equal(
            $"a.tif: has {kind} samples, which are not supported; whole numbers of up to 32 bits and floating-point numbers of 32 bits are read",
            Assert.Throws<SlideFormatException>(() => PictureFile.ReadSamples(Target)).Message);
        Assert.Equal($"a.tif: has {kind} samples; 1, 2, 4, 8 and 16-bit unsigned are read", Assert.Throws<SlideFormatException>(() => Slide.Open(Target)).Message);
    }

    [Fact]
    public void Pages_of_the_same_size_are_a_stack()
    {
        VipsWriter.Write(Target, TestPicture.Noise(20, 40, 3), "tiffsave", "page-height=20");
        Assert.Equal("a.tif: holds a stack of 2 pages of 20×20; one plane of grey or RGB is read", Assert.Throws<SlideFormatException>(() => Slide.Open(Target)).Message);
    }

    [Fact]
    public void A_page_larger_than_the_first_is_refused()
    {
        Write(false, 1, 1, [7, 8, 9, 10], (TiffTag.BitsPerSample, [8]), (TiffTag.Photometric, [1]), (TiffTag.StripByteCounts, [1]));
        Append((TiffTag.ImageWidth, 2), (TiffTag.ImageLength, 2), (TiffTag.BitsPerSample, 8), (TiffTag.Photometric, 1), (TiffTag.StripOffsets, 8), (TiffTag.StripByteCounts, 4));
        Refuses("its page 2 of 2×2 is larger than its first of 1×1: which one is the slide is not clear; save that page by itself");
    }

    [Fact]
    public void Bits_that_come_lowest_first_are_turned()
    {
        Write(false, 2, 1, [0x80, 0x01, 0x03, 0xC0, 0xFF, 0x10], (TiffTag.BitsPerSample, [8, 8, 8]), (TiffTag.Photometric, [2]), (TiffTag.SamplesPerPixel, [3]), (TiffTag.FillOrder, [2]));
        Shows(gray: false, 1, 128, 192, 3, 255, 8);
    }

    [Fact]
    public void Ink_is_turned_into_light()
    {
        Write(false, 2, 1, [0, 0, 0, 0, 0, 0, 0, 255], (TiffTag.BitsPerSample, [8, 8, 8, 8]), (TiffTag.Photometric, [5]), (TiffTag.SamplesPerPixel, [4]));
        using Slide slide = Slide.Open(Target);
        byte[] read = slide.Read(0, new PixelRectangle(0, 0, 2, 1)).Samples;
        Assert.All(read[..3], white => Assert.InRange(white, 250, 255));
        Assert.All(read[3..], black => Assert.InRange(black, 0, 60));
    }

    [Theory]
    [InlineData(6, "has its colours in YCbCr without JPEG compression, which is not supported; save it as RGB")]
    [InlineData(8, "has its colours in the space of photometric 8, which is not supported; save it as RGB")]
    public void Colours_that_are_not_red_green_and_blue_are_refused(int photometric, string sentence)
    {
        Write(false, 1, 1, [1, 2, 3], (TiffTag.BitsPerSample, [8, 8, 8]), (TiffTag.Photometric, [photometric]), (TiffTag.SamplesPerPixel, [3]), (TiffTag.YccSubsampling, [1, 1]));
        Refuses(sentence);
    }

    [Fact]
    public void A_strip_that_was_never_written_is_damage()
    {
        Write(false, 1, 2, [7, 7], (TiffTag.BitsPerSample, [8]), (TiffTag.Photometric, [1]), (TiffTag.RowsPerStrip, [1]), (TiffTag.StripOffsets, [8, 0]), (TiffTag.StripByteCounts, [1, 0]));
        Refuses("damaged TIFF: strip 1 of 2 is empty");
    }

    [Theory]
    [InlineData(270, true)]
    [InlineData(700, true)]
    [InlineData(65420, true)]
    [InlineData(305, false)]
    public void A_scanner_is_told_by_what_a_file_says_of_its_maker(int tag, bool isTold)
    {
        Write(false, 1, 1, [7], (TiffTag.BitsPerSample, [8]), (TiffTag.Photometric, [1]), ((TiffTag)tag, [65]));
        Assert.Equal(isTold, TiffMaker.MayBeNamed(Target));
    }

    [SharedFact]
    public void OpenSlide_is_asked_about_every_slide_that_it_knows()
    {
        string[] known = [.. Directory.GetFiles(SharedData.Path("data", "wsi"), "*", SearchOption.AllDirectories)
            .Where(file => PictureSignature.Of(file) == PictureKind.Tiff && OpenSlideFile.Vendor(file) is not (null or "generic-tiff"))];
        Assert.True(known.Length > 4);
        Assert.All(known, file => Assert.True(TiffMaker.MayBeNamed(file), file));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static byte Over(int sample, int alpha) => (byte)Math.Round(((sample * alpha) + (255 * (255 - alpha))) / 255.0);

    private void Shows(bool gray, params byte[] rgb)
    {
        using Slide slide = Slide.Open(Target);
        Assert.Equal(gray, slide.IsGray);
        Assert.Equal(rgb, slide.Read(0, new PixelRectangle(0, 0, slide.Size.Width, slide.Size.Height)).Samples);
    }

    private void Refuses(string sentence) => Assert.Equal($"a.tif: {sentence}", Assert.Throws<SlideFormatException>(() => Slide.Open(Target)).Message);

    // A second directory, of single numbers, behind a little-endian first.
    private void Append(params (TiffTag Tag, int Value)[] tags)
    {
        byte[] file = File.ReadAllBytes(Target);
        int directory = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4)), count = BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(directory));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(directory + 2 + (12 * count)), file.Length);
        File.WriteAllBytes(Target, [.. file, .. Number(false, tags.Length, 2), .. tags.SelectMany(entry => (byte[])[.. Number(false, (long)entry.Tag, 2), .. Number(false, 4, 2), .. Number(false, 1, 4), .. Number(false, entry.Value, 4)]), .. new byte[4]]);
    }

    // A classic TIFF: head, samples at 8, one directory behind them; values past four bytes behind that.
    private void Write(bool isBigEndian, int width, int height, byte[] samples, params (TiffTag Tag, long[] Values)[] tags)
    {
        SortedDictionary<TiffTag, long[]> entries = new()
        {
            [TiffTag.ImageWidth] = [width],
            [TiffTag.ImageLength] = [height],
            [TiffTag.StripOffsets] = [8],
            [TiffTag.StripByteCounts] = [samples.Length],
        };
        foreach ((TiffTag tag, long[] values) in tags)
        {
            entries[tag] = values;
        }

        byte[] head = [.. isBigEndian ? "MM"u8 : "II"u8, .. Number(isBigEndian, 42, 2), .. Number(isBigEndian, 8 + samples.Length + (samples.Length % 2), 4)];
        int directory = 8 + samples.Length + (samples.Length % 2);
        List<byte> table = [.. Number(isBigEndian, entries.Count, 2)], behind = [];
        int after = directory + 2 + (12 * entries.Count) + 4;
        foreach ((TiffTag tag, long[] values) in entries)
        {
            bool isRational = tag is TiffTag.XResolution or TiffTag.YResolution;
            byte[] bytes = values.SelectMany(value => isRational ? [.. Number(isBigEndian, value, 4), .. Number(isBigEndian, 1, 4)] : Number(isBigEndian, value, 2)).ToArray();
            table.AddRange([.. Number(isBigEndian, (long)tag, 2), .. Number(isBigEndian, isRational ? 5 : 3, 2), .. Number(isBigEndian, values.Length, 4)]);
            table.AddRange(bytes.Length <= 4 ? [.. bytes, .. new byte[4 - bytes.Length]] : Number(isBigEndian, after + behind.Count, 4));
            behind.AddRange(bytes.Length <= 4 ? [] : bytes);
        }

        File.WriteAllBytes(Target, [.. head, .. samples, .. new byte[samples.Length % 2], .. table, .. new byte[4], .. behind]);
    }

    private static byte[] Number(bool isBigEndian, long value, int size)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        byte[] number = bytes[..size];
        if (isBigEndian)
        {
            Array.Reverse(number);
        }

        return number;
    }
}
