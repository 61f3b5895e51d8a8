using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning.Tests;

/// <summary>Slides on their way to the windows: in pieces, and through files where they are wide.</summary>
public sealed class SlideSourceTests : IDisposable
{
    private static readonly PixelSize Size = new(300, 200);
    private static readonly PlanConfiguration Unscaled = new()
    {
        DataIdentifier = "none",
        BatchSize = 1,
        PatchSize = [50, 64],
        MedianSize = [200, 300],
        Spacing = [1, 1],
        Normalizations = [Normalization.None, Normalization.None, Normalization.None],
        UsesMask = [false, false, false],
        Network = null!,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly Raster<byte> _picture = new(Size.Width, Size.Height, 3);

    public SlideSourceTests() => new Random(5).NextBytes(_picture.Samples);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(0)]
    [InlineData(5001)]
    public void Windows_show_the_slide_wherever_its_rows_wait(long inMemory)
    {
        using Slide slide = Tiled();
        var rows = new SlideRows(slide, 0, 3);
        SlideScaling scaling = SlideScaling.Measure(rows, Unscaled, [.. Enumerable.Repeat(new ChannelIntensity(0, 0, 0, 0, 0, 0, 0), 3)], CancellationToken.None);
        string scratch = _folder.At("scratch");
        Directory.CreateDirectory(scratch);
        using (var source = new SlideSource(rows, scaling, 50, new SpillLimit(inMemory, scratch)))
        {
            foreach (int top in new[] { 0, 37, 75, 150 })
            {
                source.Prepare(top, top + 50);
                Assert.Equal(Cut(new PixelRectangle(11, top, 64, 50)), Filled(source, new PixelRectangle(11, top, 64, 50)));
                Assert.Equal(Cut(new PixelRectangle(236, top, 64, 50)), Filled(source, new PixelRectangle(236, top, 64, 50)));
            }
        }

        Assert.Empty(Directory.GetFileSystemEntries(scratch));
    }

    [Theory]
    [InlineData(true, 100)]
    [InlineData(true, 90_001)]
    [InlineData(false, 100)]
    [InlineData(false, 90_001)]
    public void Pieces_cover_an_area_once_and_begin_where_squares_of_glass_do(bool isTiled, int width)
    {
        using Slide slide = isTiled ? Tiled() : Png();
        var area = new PixelRectangle(3, 5, width, 1000);
        PixelRectangle[] pieces = [.. new SlideRows(slide, 0, 3).Pieces(area)];
        Assert.Equal(area.Size.Area, pieces.Sum(piece => piece.Size.Area));
        Assert.All(pieces, piece => Assert.Equal((0, 0, piece), ((piece.X - area.X) % 64, (piece.Y - area.Y) % 64, piece.Intersect(area))));
        Assert.All(pieces, piece => Assert.True(pieces.Count(other => !other.Intersect(piece).IsEmpty) == 1));
        Assert.All(pieces, piece => Assert.InRange(piece.Size.Area, 1, 6 << 20));
    }

    private Slide Tiled()
    {
        using (var writer = new PyramidTiffWriter(_folder.At("slide.tif"), Size, new PyramidTiffOptions()))
        {
            writer.Append(_picture.Samples);
            writer.Complete();
        }

        return Slide.Open(_folder.At("slide.tif"));
    }

    private Slide Png()
    {
        PictureFile.WritePng(_folder.At("slide.png"), _picture);
        return Slide.Open(_folder.At("slide.png"));
    }

    private static float[] Filled(SlideSource source, PixelRectangle window)
    {
        float[] planes = new float[3 * window.Size.Area];
        source.Fill(window, planes);
        return planes;
    }

    private float[] Cut(PixelRectangle window) => [.. Enumerable.Range(0, 3).SelectMany(channel =>
        Enumerable.Range(0, (int)window.Size.Area).Select(i =>
            (float)_picture.Samples[(3 * (((window.Y + (i / window.Width)) * Size.Width) + window.X + (i % window.Width))) + channel]))];
}
