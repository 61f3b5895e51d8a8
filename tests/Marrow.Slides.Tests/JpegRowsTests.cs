using Marrow.Imaging;

namespace Marrow.Slides.Tests;

/// <summary>Rows from libjpeg-turbo directly are those that libvips gives, whatever the JPEG; and so is what is said of a damaged one.</summary>
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
    public void A_damaged_file_gives_what_libvips_gives()
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
            string expected = Outcome(() => VipsRows.OpenVips(path, PictureKind.Jpeg));
            Assert.Equal(expected, Outcome(() => JpegRows.OpenJpeg(path)));
            stumbles += expected.StartsWith("refused", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.InRange(stumbles, 1, 199);
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
