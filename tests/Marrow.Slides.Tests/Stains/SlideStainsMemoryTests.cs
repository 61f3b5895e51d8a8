using Marrow.Imaging;

namespace Marrow.Slides.Tests;

public sealed class SlideStainsMemoryTests : IDisposable
{
    // Two runs of one slide differ by 20 MB on a quiet machine and 70 on a busy one: the collector's choice. Holding rows of tiles cost 640 MB more
    // at four times the width.
    private const int Noise = 150;

    private readonly string _folder = Directory.CreateTempSubdirectory("stains").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Normalizing_a_slide_four_times_as_wide_takes_no_more_memory()
    {
        // Wide enough for a full sample of 64 tiles in both.
        long narrow = Peak(8192, 2048), wide = Peak(32768, 2048);
        Assert.True(wide <= narrow + Noise, $"{narrow} MB, at four times the width {wide} MB");
    }

    private long Peak(int width, int height)
    {
        string path = Path.Combine(_folder, $"{width}.{height}.tif");
        using (var drawn = new DrawnSlide(width, height))
        using (var writer = new TilePyramidWriter(path, drawn.Size, drawn.Pitch))
        {
            for (int y = 0; y < height; y += 256)
            {
                for (int x = 0; x < width; x += 4096)
                {
                    writer.Write(x, y, drawn.Read(0, new PixelRectangle(x, y, 4096, 256)));
                }
            }

            writer.Complete(CancellationToken.None);
        }

        return ResidentMemory.PeakMegabytes("normalize", path, Directory.CreateDirectory(path + ".out").FullName);
    }
}
