using Marrow.Imaging;

namespace Marrow.Slides.Tests;

public sealed class PictureFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("marrow");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_png_gives_back_what_was_written(int channels)
    {
        Raster<byte> picture = TestPicture.Noise(61, 43, channels);
        PictureFile.WritePng(In("a.png"), picture);
        Raster<byte> rgb = PictureFile.ReadRgb(In("a.png"));
        Assert.Equal(3, rgb.Channels);
        Assert.Equal(channels == 3 ? picture.Samples : picture.Samples.SelectMany(grey => new[] { grey, grey, grey }).ToArray(), rgb.Samples);
    }

    [Fact]
    public void A_link_to_a_picture_is_that_picture()
    {
        PictureFile.WritePng(In("a.png"), TestPicture.Noise(600, 500, 3));
        File.CreateSymbolicLink(In("b.png"), In("a.png"));
        using Slide slide = Slide.Open(In("b.png"));
        Assert.Equal(new PixelSize(600, 500), slide.Size);
        Assert.Equal(new FileInfo(In("a.png")).Length, FileHash.Length(In("b.png")));
    }

    [Fact]
    public void Transparent_pixels_lie_over_white()
    {
        Raster<byte> picture = new(3, 1, 4, [10, 20, 30, 255, 10, 20, 30, 0, 0, 0, 0, 51]);
        PictureFile.WritePng(In("a.png"), picture);
        Assert.Equal([10, 20, 30, 255, 255, 255, 204, 204, 204], PictureFile.ReadRgb(In("a.png")).Samples);
    }

    [Fact]
    public void Labels_survive_16_bits()
    {
        LabelMap labels = new(4, 1, [0, 1, 300, 65535]);
        PictureFile.WritePng16(In("a.png"), labels);
        Assert.Equal(labels.Labels, PictureFile.ReadLabels(In("a.png")).Labels);
        Assert.Equal([0, 1, 1, 1], PictureFile.ReadMask(In("a.png")).Values);
    }

    [Fact]
    public void A_mask_that_jpeg_has_blurred_is_refused()
    {
        Raster<byte> mask = new(24, 24, 1);
        for (int y = 0; y < 24; y++)
        {
            mask.Row(y)[(y / 2)..].Fill(255);
        }

        PictureFile.WriteJpeg(In("a.jpg"), mask, 90);
        Assert.Equal("a.jpg: is a JPEG of more than two levels, whose losses blur a mask's border; save masks as PNG or TIFF", Assert.Throws<SlideFormatException>(() => PictureFile.ReadMask(In("a.jpg"))).Message);
        PictureFile.WriteJpeg(In("b.jpg"), new Raster<byte>(16, 16, 1), 90);
        Assert.DoesNotContain((byte)1, PictureFile.ReadMask(In("b.jpg")).Values);
    }

    [Fact]
    public void Labels_over_16_bits_are_refused() =>
        Assert.StartsWith("label 65536 does not fit 16 bits", Assert.Throws<ArgumentException>(() => PictureFile.WritePng16(In("a.png"), new LabelMap(1, 1, [65536]))).Message);

    [Fact]
    public void A_jpeg_is_close_to_what_was_written()
    {
        Raster<byte> picture = TestPicture.Smooth(80, 60);
        PictureFile.WriteJpeg(In("a.jpg"), picture, 95);
        Raster<byte> back = PictureFile.ReadRgb(In("a.jpg"));
        Assert.True(back.Samples.Zip(picture.Samples).Max(pair => Math.Abs(pair.First - pair.Second)) <= 12);
    }

    [Theory]
    [InlineData(255, 0, 0, 76)]
    [InlineData(0, 255, 0, 150)]
    [InlineData(0, 0, 255, 29)]
    [InlineData(200, 120, 160, 148)]
    public void Grey_is_rounded_as_opencv_rounds_it(byte r, byte g, byte b, byte grey)
    {
        PictureFile.WritePng(In("a.png"), new Raster<byte>(1, 1, 3, [r, g, b]));
        Assert.Equal([grey], PictureFile.ReadGray(In("a.png")).Samples);
    }

    [Fact]
    public void The_same_picture_gives_the_same_bytes()
    {
        Raster<byte> picture = TestPicture.Smooth(300, 200);
        PictureFile.WriteJpeg(In("a.jpg"), picture, 80);
        PictureFile.WriteJpeg(In("b.jpg"), picture, 80);
        Assert.Equal(File.ReadAllBytes(In("a.jpg")), File.ReadAllBytes(In("b.jpg")));
    }

    [Fact]
    public void Names_are_never_read_as_options()
    {
        string name = In("a [page=2] ü 🔬.png");
        PictureFile.WritePng(name, TestPicture.Noise(5, 4, 3));
        Assert.Equal(5, PictureFile.ReadRgb(name).Width);
    }

    [Fact]
    public void Svg_text_is_drawn_at_its_scale()
    {
        byte[] png = Svg.ToPng("<svg xmlns='http://www.w3.org/2000/svg' width='10' height='6'><rect width='10' height='6' fill='#c86432'/></svg>", 2);
        File.WriteAllBytes(In("a.png"), png);
        Raster<byte> picture = PictureFile.ReadRgb(In("a.png"));
        Assert.Equal(new PixelSize(20, 12), picture.Size);
        Assert.Equal((200, 100, 50), (picture[7, 5, 0], picture[7, 5, 1], picture[7, 5, 2]));
    }

    [Fact]
    public void A_drawing_is_the_same_in_strips_over_white_and_as_png()
    {
        // 2 × 700 × 900 pixels are drawn in two strips, 700 × 300 in one.
        string Tall(int height, int top) => $"<svg xmlns='http://www.w3.org/2000/svg' width='700' height='{height}'><g transform='translate(0 {-top})'>"
            + "<circle cx='350' cy='450' r='300' fill='#123456' opacity='0.5'/><text x='40' y='380' font-family='DejaVu Sans' font-size='60'>Marrow</text></g></svg>";
        Raster<byte> whole = Svg.ToRgb(Tall(900, 0), 2), part = Svg.ToRgb(Tall(300, 300), 2);
        Assert.Equal(new PixelSize(1400, 1800), whole.Size);
        Assert.Equal(part.Samples, whole.Crop(new PixelRectangle(0, 600, 1400, 600)).Samples);
        Assert.Equal((255, 255, 255), (whole[0, 0, 0], whole[0, 0, 1], whole[0, 0, 2]));
        Assert.Equal((136, 153, 170), (whole[900, 1000, 0], whole[900, 1000, 1], whole[900, 1000, 2]));
        File.WriteAllBytes(In("a.png"), Svg.ToPng(Tall(900, 0), 2));
        Assert.Equal(whole.Samples, PictureFile.ReadRgb(In("a.png")).Samples);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' width='0' height='6'/>")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' width='5000000' height='6'/>")]
    public void Text_that_is_not_svg_of_some_size_is_refused(string text) => Assert.Throws<ArgumentException>(() => Svg.ToPng(text, 1));

    [Theory]
    [InlineData(8)]
    [InlineData(24)]
    [InlineData(32)]
    public void A_bmp_is_read(int bits)
    {
        File.WriteAllBytes(In("a.bmp"), TestPicture.Bmp(bits));
        Assert.Equal([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150, 160, 170, 180], PictureFile.ReadRgb(In("a.bmp")).Samples);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string In(string name) => Path.Combine(folder.FullName, name);
}
