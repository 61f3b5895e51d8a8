using Marrow.Imaging;

namespace Marrow.Slides.Tests;

/// <summary>Samples of 16 bits, whose lower byte a measurement must not lose unasked.</summary>
public sealed class DeepPictureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deep").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("png", "pngsave", "")]
    [InlineData("tif", "tiffsave", "")]
    [InlineData("tif", "tiffsave", "compression=lzw tile=true tile-width=64 tile-height=64")]
    public void Stains_of_deep_pictures_are_not_measured(string extension, string saver, string options)
    {
        string picture = Draw(extension, saver, options), sentence = $"deep.{extension}: has 16 bits a sample; stains are measured in 8, and the rest is not cut off unasked";
        StainRunOptions run = new() { Folder = Path.Combine(_folder, "out"), Reference = PublishedStains.MacenkoReference };
        Assert.Equal(sentence, Assert.Single(StainRun.Normalize([picture], run, _ => { }, CancellationToken.None)).Failure);
        Assert.Equal(sentence, Assert.Single(StainRun.Separate([picture], run, _ => { }, CancellationToken.None)).Failure);
        Assert.Equal(sentence, Assert.Single(StainRun.Augment([picture], (run, new StainCopies()), _ => { }, CancellationToken.None)).Failure);
        Assert.Equal(sentence, Assert.Throws<SlideFormatException>(() => StainRun.Fit([picture], run.Stain, CancellationToken.None)).Message);
        Assert.Equal(sentence, Assert.Throws<SlideFormatException>(() => StainRun.Fit([picture, picture], run.Stain, CancellationToken.None)).Message);
    }

    [Theory]
    [InlineData("png", "pngsave", "")]
    [InlineData("tif", "tiffsave", "")]
    public void Depth_is_told_and_colours_to_measure_are_refused(string extension, string saver, string options)
    {
        string deep = Draw(extension, saver, options), shallow = Path.Combine(_folder, "shallow.png");
        using (Slide slide = Slide.Open(deep))
        {
            Assert.Equal(16, slide.BitsPerSample);
            Assert.Contains($"format      {slide.Format}{(slide.IsGray ? ", grey" : "")}, 16 bits a sample", SlideInfo.Of(slide).ToText());
        }

        Assert.Equal(
            $"deep.{extension}: has 16 bits a sample; colour is measured in 8, and the rest is not cut off unasked",
            Assert.Throws<SlideFormatException>(() => PictureFile.ReadUncutRgb(deep)).Message);
        PictureFile.WritePng(shallow, TestPicture.Noise(20, 10, 3));
        Assert.Equal(TestPicture.Noise(20, 10, 3).Samples, PictureFile.ReadUncutRgb(shallow).Samples);
        using Slide eight = Slide.Open(shallow);
        Assert.Equal(8, eight.BitsPerSample);
    }

    private string Draw(string extension, string saver, string options)
    {
        // libvips writes three deep channels to TIFF only where it is told that they are colours.
        var random = new Random(1);
        int channels = extension == "png" ? 3 : 1;
        var picture = new Raster<ushort>(100, 90, channels, [.. Enumerable.Range(0, 100 * 90 * channels).Select(_ => (ushort)random.Next(65536))]);
        return VipsWriter.Write(Path.Combine(_folder, $"deep.{extension}"), picture, saver, options);
    }
}
