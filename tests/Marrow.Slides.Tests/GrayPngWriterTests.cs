using Marrow.Imaging;

namespace Marrow.Slides.Tests;

public sealed class GrayPngWriterTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("marrow");

    private string Target => Path.Combine(folder.FullName, "labels.png");

    [Theory]
    [InlineData(1, 1)]
    [InlineData(317, 211)]
    [InlineData(70_000, 3)]
    public void Samples_come_back_and_bands_of_any_height_give_the_same_bytes(int width, int height)
    {
        byte[] samples = new byte[width * height];
        new Random(5).NextBytes(samples);
        Write(new PixelSize(width, height), samples, 1);
        byte[] first = File.ReadAllBytes(Target);
        Assert.Equal(samples, PictureFile.ReadGray(Target).Samples);
        Assert.Equal(1, PictureFile.ReadSamples(Target).Channels);
        Write(new PixelSize(width, height), samples, 100);
        Assert.Equal(first, File.ReadAllBytes(Target));
    }

    [Fact]
    public void Nothing_is_left_of_a_file_that_is_not_completed()
    {
        using (GrayPngWriter writer = new(Target, new PixelSize(10, 10)))
        {
            writer.Append(new byte[50]);
            Assert.Equal("5 of 10 rows were written", Assert.Throws<InvalidOperationException>(writer.Complete).Message);
            Assert.StartsWith("60 samples are not the next whole rows", Assert.Throws<ArgumentException>(() => writer.Append(new byte[60])).Message);
        }

        Assert.Empty(folder.GetFiles());
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void Write(PixelSize size, byte[] samples, int band)
    {
        using GrayPngWriter writer = new(Target, size);
        for (int top = 0; top < size.Height; top += band)
        {
            writer.Append(samples.AsSpan(top * size.Width, Math.Min(band, size.Height - top) * size.Width));
        }

        writer.Complete();
    }
}
