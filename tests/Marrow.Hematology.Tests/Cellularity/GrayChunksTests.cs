using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Tests;

public sealed class GrayChunksTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1025, 257)]
    [InlineData(2100, 300)]
    public void Grey_levels_are_the_same_the_second_time_from_the_file_or_decoded_again(int width, int height)
    {
        Raster<byte> picture = Noise(width, height);
        Raster<byte> gray = Luma.Gray(picture);
        using PictureSlide slide = new(picture);
        using GrayChunks filed = new(slide), decoded = new(slide, fileLimit: 0);
        foreach (GrayChunks chunks in new[] { filed, decoded })
        {
            var first = new Raster<byte>(width, height, 1);
            var second = new Raster<byte>(width, height, 1);
            Fill(chunks, first, (x, y, levels) => chunks.Decode(x, y, levels, []));
            Fill(chunks, second, (x, y, levels) => Twice(chunks, chunks.Area(x, y), levels));
            Assert.Equal(gray.Samples, first.Samples);
            Assert.Equal(gray.Samples, second.Samples);
        }
    }

    [Fact]
    public void The_percentile_rule_in_chunks_equals_the_rule_on_the_whole_picture()
    {
        Raster<byte> picture = Noise(2100, 300), gray = Luma.Gray(picture);
        using PictureSlide slide = new(picture);
        var all = new GrayHistogram();
        PixelRectangle area = new(3, 5, 1500, 280);
        all.Add(gray.Crop(area).Samples);
        double threshold = PercentileRule.Threshold(all).Value;
        var sink = new LabelSink();
        CellularityOptions options = new() { Fat = FatRule.Percentile, Region = RegionSource.Whole, RegionOfInterest = area };
        CellularityAnalysisResult result = CellularityAnalysis.Run(slide, options, sink, CancellationToken.None);
        Assert.Equal(threshold, result.Threshold.Value);
        byte[] wanted = [.. Enumerable.Range(0, gray.Samples.Length).Select(i => Label(i % 2100, i / 2100, gray.Samples[i]))];
        Assert.Equal(wanted, sink.Labels.Samples);
        Assert.Equal(wanted.LongCount(label => label == (byte)Compartment.Fat), result.Counts.Fat);

        byte Label(int x, int y, byte level) => !area.Contains(new PixelRectangle(x, y, 1, 1)) ? (byte)0 : level > threshold ? (byte)2 : (byte)1;
    }

    [Fact]
    public void A_large_picture_that_passes_once_gives_what_the_same_pixels_in_memory_give()
    {
        // Past what is held in memory whole; brighter to the right, so that tiles differ.
        Raster<byte> field = SectionPhantom.Draw(new SectionPhantomOptions { Size = new(2000, 1450), Seed = 4 }).Rgb, section = new(8000, 2900, 3);
        for (int i = 0; i < section.Samples.Length; i++)
        {
            int x = i / 3 % section.Width, y = i / 3 / section.Width;
            section.Samples[i] = (byte)(255 - ((255 - field[x % 2000, y % 1450, i % 3]) * (10_000 - x) / 10_000));
        }

        string path = Path.GetTempFileName();
        PictureFile.WriteJpeg(path, section, 90);
        CellularityOptions options = new() { Fat = FatRule.Percentile, Region = RegionSource.Whole };
        LabelSink passing = new(), held = new();
        using Slide slide = Slide.Open(path);
        CellularityAnalysisResult once = CellularityAnalysis.Run(slide, options, passing, CancellationToken.None);
        using PictureSlide memory = new(PictureFile.ReadRgb(path));
        CellularityAnalysisResult wanted = CellularityAnalysis.Run(memory, options, held, CancellationToken.None);
        File.Delete(path);
        Assert.Equal(held.Labels.Samples, passing.Labels.Samples);
        Assert.Equal(wanted.GreyHistogram, once.GreyHistogram);
        Assert.Equal(wanted.Threshold, once.Threshold);
        Assert.Equal(wanted.Suspicions, once.Suspicions);
    }

    private static void Fill(GrayChunks chunks, Raster<byte> picture, Take take)
    {
        for (int i = 0; i < chunks.Across * chunks.Down; i++)
        {
            PixelRectangle place = chunks.Area(i % chunks.Across, i / chunks.Across);
            byte[] gray = new byte[place.Size.Area];
            take(i % chunks.Across, i / chunks.Across, gray);
            for (int y = 0; y < place.Height; y++)
            {
                gray.AsSpan(y * place.Width, place.Width).CopyTo(picture.Row(place.Y + y)[place.X..]);
            }
        }
    }

    /// <summary>A chunk in two parts, where it has two rows.</summary>
    private static void Twice(GrayChunks chunks, PixelRectangle place, Span<byte> levels)
    {
        int upper = (place.Height + 2) / 3, first = upper * place.Width;
        chunks.Again(place with { Height = upper }, levels[..first]);
        if (upper < place.Height)
        {
            chunks.Again(place with { Y = place.Y + upper, Height = place.Height - upper }, levels[first..]);
        }
    }

    private delegate void Take(int x, int y, Span<byte> gray);

    private static Raster<byte> Noise(int width, int height)
    {
        var picture = new Raster<byte>(width, height, 3);
        new Random(5).NextBytes(picture.Samples);
        return picture;
    }
}
