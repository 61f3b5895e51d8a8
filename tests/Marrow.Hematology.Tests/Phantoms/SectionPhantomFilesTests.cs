using System.Text.Json;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Tests;

public sealed class SectionPhantomFilesTests : IDisposable
{
    private static readonly SectionPhantomOptions Options = new() { Size = new PixelSize(200, 150), CellularityPercent = 30, Seed = 5 };

    private readonly string _folder = Directory.CreateTempSubdirectory("marrow-phantom-").FullName;

    [Fact]
    public void Png_and_truth_are_what_was_drawn()
    {
        CompartmentCounts counts = SectionPhantomFiles.Write(Options, _folder, (false, "0.0.0"), default);
        SectionPhantomPicture drawn = SectionPhantom.Draw(Options);
        Assert.Equal(drawn.Counts, counts);
        Assert.Equal(drawn.Rgb.Samples, PictureFile.ReadRgb(Path.Combine(_folder, "section.png")).Samples);
        Assert.Equal(Array.ConvertAll(drawn.Compartments.Samples, value => (int)value), PictureFile.ReadLabels(Path.Combine(_folder, "truth.png")).Labels);
    }

    [Fact]
    public void Truth_json_holds_counts_cellularity_and_settings()
    {
        CompartmentCounts counts = SectionPhantomFiles.Write(Options, _folder, (false, "1.2.3"), default);
        using JsonDocument truth = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "truth.json")));
        Assert.Equal("1.2.3", truth.RootElement.GetProperty("version").GetString());
        Assert.Equal(counts.Fat, truth.RootElement.GetProperty("pixels").GetProperty("fat").GetInt64());
        Assert.Equal(counts.CellularityPercent, truth.RootElement.GetProperty("cellularityPercent").GetDouble());
        Assert.Equal(Options, StrictJson.Read<SectionPhantomOptions>(truth.RootElement.GetProperty("settings").GetRawText()));
    }

    [Fact]
    public void Tiff_carries_the_resolution()
    {
        SectionPhantomFiles.Write(Options with { Size = new PixelSize(600, 500) }, _folder, (true, "0.0.0"), default);
        using Slide slide = Slide.Open(Path.Combine(_folder, "section.tif"));
        Assert.Equal(new PixelSize(600, 500), slide.Size);
        Assert.Equal(0.5, slide.Pitch!.X.Value, 1e-6);
    }

    [Fact]
    public void A_png_too_large_for_memory_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SectionPhantomFiles.Write(Options with { Size = new PixelSize(20_000, 6_000) }, _folder, (false, "0.0.0"), default));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
