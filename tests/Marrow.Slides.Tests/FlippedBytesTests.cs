using Marrow.Imaging;

namespace Marrow.Slides.Tests;

/// <summary>Whatever a byte is changed to, a file opens and is read, or is refused in one sentence; nothing else comes out.</summary>
public sealed class FlippedBytesTests : IDisposable
{
    private const int Rounds = 300;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("marrow");

    [Theory]
    [InlineData("a.tif", "tiffsave", "compression=lzw predictor=horizontal")]
    [InlineData("a.tif", "tiffsave", "compression=packbits tile=true tile-width=16 tile-height=16 pyramid=true")]
    [InlineData("a.tif", "tiffsave", "compression=deflate tile=true tile-width=16 tile-height=16 bigtiff=true")]
    [InlineData("a.tif", "tiffsave", "compression=jpeg tile=true tile-width=16 tile-height=16")]
    [InlineData("a.png", "pngsave", "")]
    [InlineData("a.jpg", "jpegsave", "")]
    public void A_changed_byte_never_crashes(string name, string saver, string options)
    {
        string path = Path.Combine(folder.FullName, name);
        byte[] good = File.ReadAllBytes(VipsWriter.Write(path, TestPicture.Patches(50, 40), saver, options));
        Survives(path, good);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(24)]
    public void A_changed_byte_of_a_bmp_never_crashes(int bits) => Survives(Path.Combine(folder.FullName, "a.bmp"), TestPicture.Bmp(bits));

    public void Dispose() => folder.Delete(recursive: true);

    private static void Survives(string path, byte[] good)
    {
        Random random = new(12);
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = [.. good];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
            {
                // Heads and directories stand at the ends; that is where a byte says most.
                int near = random.Next(Math.Min(bytes.Length, 400));
                bytes[random.Next(2) == 0 ? near : bytes.Length - 1 - near] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, bytes);
            refused += IsRefused(path) ? 1 : 0;
        }

        Assert.InRange(refused, 1, Rounds);
    }

    private static bool IsRefused(string path)
    {
        try
        {
            using Slide slide = Slide.Open(path);
            slide.Read(0, new PixelRectangle(0, 0, Math.Min(slide.Size.Width, 64), Math.Min(slide.Size.Height, 64)));
            return false;
        }
        catch (SlideFormatException refusal)
        {
            Assert.DoesNotContain('\n', refusal.Message);
            return true;
        }
    }
}
