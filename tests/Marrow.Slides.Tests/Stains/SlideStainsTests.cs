using Marrow.Imaging;

namespace Marrow.Slides.Tests;

public sealed class SlideStainsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stains").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_slide_is_measured_from_tiles_of_tissue_and_written_region_by_region()
    {
        StainOptions options = new();
        using var slide = new DrawnSlide(3000, 5000);
        StainStatistics source = SlideStains.Measure(slide, options, CancellationToken.None).Statistics!;
        string path = Path.Combine(_folder, "drawn.tiff");
        Raster<byte> Map(Raster<byte> region) => StainNormalization.Apply(region, source, PublishedStains.MacenkoReference, options);
        SlideStains.WriteMapped(slide, path, Map, CancellationToken.None);
        Assert.InRange(slide.LargestRead, 1, 2048 * 256);
        using Slide written = Slide.Open(path);
        Assert.Equal(slide.Size, written.Size);
        Assert.True(written.Levels.Count > 3);
        Assert.Equal(0.5, written.Pitch!.X.Value, 3);
        PixelRectangle across = new(2000, 2400, 100, 300);
        Assert.Equal(Map(slide.Read(0, across)).Samples, written.Read(0, across).Samples);
    }

    [Fact]
    public void Tiles_to_measure_come_from_all_over_the_tissue()
    {
        // 32 columns of tiles and a sixteenth of 1,024 tiles: a fixed stride would meet two columns.
        using var slide = new DrawnSlide(16384, 16384);
        SlideStains.Measure(slide, new StainOptions(), CancellationToken.None);
        Assert.InRange(slide.Columns.Count, 24, 32);
    }

    [Fact]
    public void The_largest_region_read_does_not_grow_with_the_slide()
    {
        using var small = new DrawnSlide(3000, 3000);
        using var large = new DrawnSlide(3000, 12000);
        foreach (DrawnSlide slide in new[] { small, large })
        {
            SlideStains.Measure(slide, new StainOptions(), CancellationToken.None);
            SlideStains.WriteMapped(slide, Path.Combine(_folder, "a.tiff"), region => region, CancellationToken.None);
        }

        Assert.Equal(small.LargestRead, large.LargestRead);
    }

    [Fact]
    public void A_batch_goes_on_past_a_bad_file_and_keeps_names()
    {
        using var slide = new DrawnSlide(600, 400);
        string inputs = Directory.CreateDirectory(Path.Combine(_folder, "in")).FullName, results = Path.Combine(_folder, "out");
        PictureFile.WritePng(Path.Combine(inputs, "a tile.png"), slide.Read(0, new PixelRectangle(0, 0, 600, 400)));
        File.WriteAllText(Path.Combine(inputs, "broken.png"), "no picture");
        var white = new Raster<byte>(64, 64, 3);
        Array.Fill(white.Samples, (byte)255);
        PictureFile.WritePng(Path.Combine(inputs, "white.png"), white);
        List<StainRunItem> seen = [];
        StainRunOptions options = new() { Folder = results, Reference = PublishedStains.MacenkoReference };
        IReadOnlyList<StainRunItem> items = StainRun.Normalize([inputs], options, seen.Add, CancellationToken.None);
        Assert.Equal(items, seen);
        Assert.Equal([null, "broken.png: is not a picture or slide in a known format", null], items.Select(item => item.Failure));
        Assert.Equal([null, null, "no tissue: no pixel absorbs 0.15 or more in every channel"], items.Select(item => item.Unchanged));
        Assert.Equal(["a tile.png", "contact-sheet.png", "white.png"], Directory.GetFiles(results).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(white.Samples, PictureFile.ReadRgb(Path.Combine(results, "white.png")).Samples);
    }

    [Fact]
    public void A_reference_fitted_to_files_is_saved_and_makes_each_its_own_fixed_point()
    {
        using var slide = new DrawnSlide(600, 400);
        string picture = Path.Combine(_folder, "tile.png"), reference = Path.Combine(_folder, "reference.json"), results = Path.Combine(_folder, "out");
        PictureFile.WritePng(picture, slide.Read(0, new PixelRectangle(0, 0, 600, 400)));
        StainReferenceFile.Write(reference, StainRun.Fit([picture], new StainOptions(), CancellationToken.None));
        StainStatistics read = StainReferenceFile.Read(reference);
        Assert.Equal(FileHash.Sha256(picture), read.Sources![0].Sha256);
        StainRun.Normalize([picture], new StainRunOptions { Folder = results, Reference = read }, _ => { }, CancellationToken.None);
        byte[] before = PictureFile.ReadRgb(picture).Samples, after = PictureFile.ReadRgb(Path.Combine(results, "tile.png")).Samples;
        Assert.InRange(before.Zip(after, (a, b) => Math.Abs(a - b)).Max(), 0, 1);
    }

    [Fact]
    public void Separation_writes_stains_residual_and_concentrations()
    {
        using var slide = new DrawnSlide(600, 400);
        string picture = Path.Combine(_folder, "tile.png"), results = Path.Combine(_folder, "out");
        PictureFile.WritePng(picture, slide.Read(0, new PixelRectangle(0, 0, 600, 400)));
        StainRunItem item = Assert.Single(StainRun.Separate([picture], new StainRunOptions { Folder = results }, _ => { }, CancellationToken.None));
        Assert.Equal(["tile_H.png", "tile_E.png", "tile_residual.png", "tile_concentrations.npy"], item.Outputs);
        Assert.Equal(128 + (600 * 400 * 3 * 4), new FileInfo(Path.Combine(results, "tile_concentrations.npy")).Length);
    }

    [Fact]
    public void Results_of_one_name_or_over_their_inputs_are_refused()
    {
        StainRunOptions options = new() { Folder = _folder, Reference = PublishedStains.MacenkoReference };
        string Refusal(params string[] inputs) => Assert.Throws<ArgumentException>(() => StainRun.Normalize(inputs, options, _ => { }, CancellationToken.None)).Message;
        Assert.Equal("the results of x/a.png and y/a.jpg would have the same name", Refusal("x/a.png", "y/a.jpg"));
        Assert.Equal("the folder of the results holds the input a.png; choose another", Refusal(Path.Combine(_folder, "a.png")));
        Assert.Equal($"the folder {_folder} holds no picture or slide", Refusal(_folder));
    }

    [Theory]
    [InlineData("{}", "bad.json: is no stain reference: the stain statistics lack usable values for the method macenko")]
    [InlineData("{\"method\":\"macenko\",\"metod\":1}", "bad.json: is no stain reference: metod: there is no such key")]
    [InlineData("{\"method\":\"magic\"}", "bad.json: is no stain reference: method: expected macenko or ")]
    public void A_damaged_reference_is_refused_in_words(string json, string message)
    {
        string path = Path.Combine(_folder, "bad.json");
        File.WriteAllText(path, json);
        Assert.StartsWith(message, Assert.Throws<SlideFormatException>(() => StainReferenceFile.Read(path)).Message);
    }
}
