using Marrow.Imaging;

namespace Marrow.Slides.Tests;

/// <summary>Rows from libjpeg-turbo directly are those that libvips gives, whatever the JPEG; what libvips refuses is refused, and more.</summary>
public sealed class JpegRowsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("marrow");

    public static TheoryData<string, bool> Kinds => new()
    {
        { "Q=90", true },
        { "Q=75 subsample-mode=on", true },
        { "Q=95 subsample-mode=off", true },
        { "Q=80 optimize-coding=true restart-interval=3", true },
        { "Q=80 interlace=true", false },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Colour(string options, bool isDirect)
    {
        string path = VipsWriter.Write(In("a.jpg"), TestPicture.Patches(523, 211), "jpegsave", options);
        Assert.Equal(isDirect, IsDirect(path));
        Assert.Equal(Rows(VipsRows.OpenVips(path, PictureKind.Jpeg)), Rows(JpegRows.OpenJpeg(path)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Grey(string options, bool isDirect)
    {
        string path = VipsWriter.Write(In("a.jpg"), TestPicture.Noise(97, 120, 1), "jpegsave", options);
        Assert.Equal(isDirect, IsDirect(path));
        Assert.Equal(Rows(VipsRows.OpenVips(path, PictureKind.Jpeg)), Rows(JpegRows.OpenJpeg(path)));
    }

    [Fact]
    public void Cmyk_goes_to_libvips()
    {
        string path = Cmyk();
        Assert.False(IsDirect(path));
        Assert.Equal(Rows(VipsRows.OpenVips(path, PictureKind.Jpeg)), Rows(JpegRows.OpenJpeg(path)));
    }

    [Fact]
    public void An_orientation_is_not_applied()
    {
        string path = VipsWriter.Write(In("a.jpg"), TestPicture.Patches(300, 100), "jpegsave", "Q=90");
        byte[] bytes = File.ReadAllBytes(path);
        // Big-endian TIFF in APP1 with one entry: orientation (0x0112), SHORT, 6 (turned by 90°).
        byte[] turned = [0xFF, 0xE1, 0, 34, .. "Exif\0\0MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        byte[] plain = Rows(JpegRows.OpenJpeg(path));
        File.WriteAllBytes(path, [.. bytes[..2], .. turned, .. bytes[2..]]);
        Assert.True(IsDirect(path));
        Assert.Equal(plain, Rows(JpegRows.OpenJpeg(path)));
        Assert.Equal(plain, Rows(VipsRows.OpenVips(path, PictureKind.Jpeg)));
    }

    [Theory]
    [InlineData(0.03)]
    [InlineData(0.5)]
    [InlineData(0.98)]
    public void A_cut_file_fails_as_it_does_in_libvips(double share)
    {
        string path = VipsWriter.Write(In("a.jpg"), TestPicture.Patches(523, 211), "jpegsave", "Q=90");
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(int)(bytes.Length * share)]);
        Assert.Equal(Outcome(() => VipsRows.OpenVips(path, PictureKind.Jpeg)), Outcome(() => JpegRows.OpenJpeg(path)));
    }

    [Fact]
    public void A_damaged_file_gives_what_libvips_gives_or_is_refused()
    {
        string path = VipsWriter.Write(In("a.jpg"), TestPicture.Patches(200, 150), "jpegsave", "Q=90 restart-interval=5");
        byte[] good = File.ReadAllBytes(path);
        Random random = new(3);
        int stumbles = 0;
        for (int round = 0; round < 200; round++)
        {
            byte[] bytes = [.. good];
            bytes[random.Next(2, bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(path, bytes);
            string expected = Outcome(() => VipsRows.OpenVips(path, PictureKind.Jpeg)), found = Outcome(() => JpegRows.OpenJpeg(path));
            bool isRefused = found.StartsWith("refused", StringComparison.Ordinal);
            Assert.True(found == expected || (isRefused && !expected.StartsWith("refused", StringComparison.Ordinal)), $"{found} where libvips gives {expected}");
            stumbles += isRefused ? 1 : 0;
        }

        Assert.InRange(stumbles, 1, 199);
    }

    [Fact]
    public void Data_that_end_within_the_last_rows_are_refused()
    {
        byte[] bytes = File.ReadAllBytes(VipsWriter.Write(In("a.jpg"), TestPicture.Smooth(523, 411), "jpegsave", "Q=90"));
        int middle = bytes.Length / 2;
        string path = In("short.jpg");
        File.WriteAllBytes(path, [.. bytes[..middle], .. bytes[(middle + 100)..]]);
        Assert.Equal("short.jpg: damaged JPEG: its pixels cannot be decoded, or the file ends early", Assert.Throws<SlideFormatException>(() => Rows(JpegRows.OpenJpeg(path))).Message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Sound_pictures_are_not_doubted(string options, bool isDirect)
    {
        string colour = VipsWriter.Write(In("a.jpg"), TestPicture.Patches(523, 211), "jpegsave", options);
        string grey = VipsWriter.Write(In("b.jpg"), TestPicture.Noise(97, 120, 1), "jpegsave", options);
        Assert.Equal((isDirect, null, null), (IsDirect(colour), Doubt(colour), Doubt(grey)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(200)]
    public void Zeros_before_the_end_as_cameras_write_them_are_not_doubted(int count)
    {
        foreach (string options in new[] { "Q=90", "Q=90 optimize-coding=true" })
        {
            string path = VipsWriter.Write(In("a.jpg"), TestPicture.Patches(523, 211), "jpegsave", options);
            byte[] bytes = File.ReadAllBytes(path);
            File.WriteAllBytes(path, [.. bytes[..^2], .. new byte[count], .. bytes[^2..]]);
            Assert.Null(Doubt(path));
        }
    }

    [Fact]
    public void Blocks_too_many_are_doubted()
    {
        byte[] bytes = File.ReadAllBytes(VipsWriter.Write(In("a.jpg"), TestPicture.Patches(523, 211), "jpegsave", "Q=90"));
        int middle = bytes.Length / 2;
        string path = In("twice.jpg");
        File.WriteAllBytes(path, [.. bytes[..middle], .. bytes[(middle - 1000)..]]);
        Assert.StartsWith("the JPEG seems to be damaged: picture data are left over behind its last pixel", Doubt(path));
    }

    [Fact]
    public void Hardly_any_zeroed_bytes_pass()
    {
        byte[] good = File.ReadAllBytes(VipsWriter.Write(In("a.jpg"), Tissue(523, 411), "jpegsave", "Q=90"));
        Random random = new(4);
        string path = In("zeros.jpg");
        Dictionary<string, int> outcomes = [];
        for (int round = 0; round < 100; round++)
        {
            byte[] bytes = [.. good];
            bytes.AsSpan(random.Next(bytes.Length / 10, bytes.Length - 200), 30).Clear();
            File.WriteAllBytes(path, bytes);
            string outcome = Outcome(() => JpegRows.OpenJpeg(path)).StartsWith("refused", StringComparison.Ordinal) ? "refused"
                : Doubt(path) is not { } doubt ? "passed" : doubt.Contains("left over", StringComparison.Ordinal) ? "left over" : "impossible";
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        Assert.True(outcomes.Count >= 3 && outcomes.GetValueOrDefault("impossible") > 0 && outcomes.GetValueOrDefault("passed") <= 10, string.Join(", ", outcomes));
    }

    [Fact]
    public void A_slide_doubts_what_it_has_decoded_by_whichever_way()
    {
        byte[] bytes = File.ReadAllBytes(VipsWriter.Write(In("a.jpg"), TestPicture.Patches(523, 1211), "jpegsave", "Q=90"));
        string path = In("twice.jpg");
        File.WriteAllBytes(path, [.. bytes[..(bytes.Length / 2)], .. bytes[((bytes.Length / 2) - 1000)..]]);
        using PictureSlide held = PictureSlide.Open(path, PictureKind.Jpeg), filed = PictureSlide.Open(path, PictureKind.Jpeg, memoryLimit: 1000), passing = PictureSlide.Open(path, PictureKind.Jpeg, memoryLimit: 1000);
        RowPass pass = passing.BeginPass(2000)!;
        for (int band = 0; band < pass.Bands; band++)
        {
            pass.Take(band);
        }

        pass.Dispose();
        Assert.NotNull(held.Doubt);
        Assert.Equal((held.Doubt, held.Doubt), (filed.Doubt, passing.Doubt));
    }

    [Fact]
    public void Rows_may_be_asked_for_in_any_number_at_once()
    {
        string path = VipsWriter.Write(In("a.jpg"), TestPicture.Patches(300, 131), "jpegsave", "Q=90");
        Assert.Equal(Rows(JpegRows.OpenJpeg(path), 1), Rows(JpegRows.OpenJpeg(path), 37));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string In(string name) => Path.Combine(folder.FullName, name);

    private unsafe string Cmyk()
    {
        Raster<byte> picture = TestPicture.Smooth(120, 90);
        string path = In("cmyk.jpg");
        fixed (byte* pinned = picture.Samples)
        {
            using VipsImage image = VipsImage.Wrap(pinned, new VipsLayout(picture.Width, picture.Height, 3));
            using VipsOperation convert = new("colourspace");
            using VipsImage cmyk = image.Through(convert.With("space", "cmyk").With("source-space", "srgb"));
            using VipsOperation save = new("jpegsave_target");
            cmyk.SaveFile(save, path);
        }

        return path;
    }

    private static bool IsDirect(string path)
    {
        using RowSource source = JpegRows.OpenJpeg(path);
        return source is JpegRows;
    }

    /// <summary>All rows of a source, which is closed.</summary>
    private static byte[] Rows(RowSource opened, int rowsAtOnce = 20)
    {
        using RowSource source = opened;
        int stride = source.Size.Width * source.Channels;
        byte[] rows = new byte[stride * source.Size.Height];
        for (int y = 0; y < source.Size.Height; y += rowsAtOnce)
        {
            int count = Math.Min(rowsAtOnce, source.Size.Height - y);
            source.ReadRows(y, count, rows.AsSpan(y * stride, count * stride));
        }

        return rows;
    }

    /// <summary>Dark patches on white with some noise.</summary>
    private static Raster<byte> Tissue(int width, int height)
    {
        Raster<byte> picture = TestPicture.Noise(width, height, 3);
        for (int i = 0; i < picture.Samples.Length; i++)
        {
            (int y, int x) = Math.DivRem(i / 3, width);
            picture.Samples[i] = (byte)(((x / 37) + (y / 29)) % 3 == 0 ? 60 + (picture.Samples[i] / 8) : 239 + (picture.Samples[i] / 16));
        }

        return picture;
    }

    private static string? Doubt(string path)
    {
        using RowSource source = JpegRows.OpenJpeg(path);
        source.ReadRows(0, source.Size.Height, new byte[source.Size.Width * source.Size.Height * source.Channels]);
        return source.Doubt;
    }

    private static string Outcome(Func<RowSource> open)
    {
        try
        {
            return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Rows(open())));
        }
        catch (SlideFormatException failure)
        {
            return "refused: " + failure.Message;
        }
    }
}
