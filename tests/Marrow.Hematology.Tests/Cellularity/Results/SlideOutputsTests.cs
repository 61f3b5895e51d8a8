using System.Text.Json;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Tests;

public class SlideOutputsTests
{
    [Fact]
    public void Overlay_colours_are_the_compartments_and_the_legend_shows_them()
    {
        using StudyBench bench = new();
        bench.Run(bench.Draw("a.png"));
        Raster<byte> overlay = PictureFile.ReadRgb(Path.Combine(bench.Output, "a.png", "overlay.jpg"));
        RgbColor fat = CompartmentColors.Of(Compartment.Fat), blend = CompartmentColors.Blend(fat, new RgbColor(232, 230, 228));
        AssertNear(blend, overlay, 30, 18);
        AssertNear(CompartmentColors.Of(Compartment.Fat), overlay, 24, 17, 24);
        AssertNear(CompartmentColors.Blend(CompartmentColors.Of(Compartment.Bone), new RgbColor(20, 30, 240)), overlay, 12, 60);
        AssertNear(RgbColor.White, overlay, 1, 1);
        Assert.True(Contains(overlay, 120, blend), "the legend has no swatch in the colour that fat is drawn in");
    }

    [Fact]
    public void The_overlay_of_a_long_slide_keeps_4000_pixels()
    {
        OverlayGrid grid = OverlayGrid.For(new PixelSize(16994, 3535));
        Assert.Equal((5, new PixelSize(3399, 707)), (grid.Factor, grid.Size));
        Assert.Equal(1, OverlayGrid.For(new PixelSize(4000, 3660)).Factor);
        Assert.True(OverlayGrid.For(new PixelSize(3000, 100_000)).Size.Height <= 3660);
    }

    [Theory]
    [InlineData(200, 300)]
    [InlineData(16994, 40)]
    [InlineData(30, 9000)]
    public void Any_shape_gets_an_overlay_within_the_limit(int width, int height)
    {
        OverlayGrid grid = OverlayGrid.For(new PixelSize(width, height));
        Raster<byte> sheet = Overlay(grid, new OverlayLegend("Cellularity 50.0 %", 0.5));
        Assert.True(sheet.Width <= 4000 && sheet.Height <= 4000 && sheet.Width >= 720, $"{sheet.Width}×{sheet.Height}");
    }

    [Fact]
    public void The_legend_of_a_narrow_picture_is_white_to_its_edges()
    {
        Raster<byte> sheet = Overlay(OverlayGrid.For(new PixelSize(300, 40)), new OverlayLegend("Cellularity 50.0 %", null));
        Assert.Equal(720, sheet.Width);
        for (int y = 40; y < sheet.Height; y++)
        {
            Assert.Equal([255, 255, 255], sheet.Row(y)[..3].ToArray());
            Assert.Equal([255, 255, 255], sheet.Row(y)[^3..].ToArray());
        }
    }

    [Fact]
    public void The_grid_takes_the_commonest_compartment_of_each_cell_in_any_banding()
    {
        PixelSize size = new(8100, 30);
        byte[] labels = Enumerable.Range(0, 8100 * 30).Select(i => (byte)(i % 8100 / 6 * 7 % 6)).ToArray();
        CompartmentGrid whole = new(), bands = new();
        whole.Begin(size);
        whole.Write(0, 30, labels);
        bands.Begin(size);
        for (int y = 0; y < 30; y += 7)
        {
            int rows = Math.Min(7, 30 - y);
            bands.Write(y, rows, labels.AsSpan(y * 8100, rows * 8100));
        }

        Assert.Equal(whole.Labels().Samples, bands.Labels().Samples);
        byte[] cell = labels[..3];
        Assert.Equal(cell.GroupBy(label => label).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key, whole.Labels()[0, 0]);
    }

    [Fact]
    public void Objects_are_a_feature_collection_with_detections_and_annotations()
    {
        using StudyBench bench = new();
        bench.Run(new CellularityStudyOptions { Inputs = [bench.Draw("a.png")], OutputFolder = bench.Output, Settings = new CellularityOptions { MicrometersPerPixel = 0.5 } });
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(bench.Output, "a.png", "objects.geojson")));
        Assert.Equal("FeatureCollection", json.RootElement.GetProperty("type").GetString());
        JsonElement[] features = json.RootElement.GetProperty("features").EnumerateArray().ToArray();
        Assert.Equal(6, features.Count(feature => Property(feature, "objectType") == "detection"));
        Assert.Equal(["Bone", "Excluded", "Marrow region"], features.Where(feature => Property(feature, "objectType") == "annotation").Select(ClassOf).Order());
        JsonElement vacuole = features.First(feature => ClassOf(feature) == "Fat vacuole");
        Assert.Equal(144, Measurement(vacuole, "Area px^2"));
        Assert.Equal(36, Measurement(vacuole, "Area µm^2"), 9);
        Assert.All(features, feature => Assert.All(Rings(feature), ring => Assert.Equal(ring[0], ring[^1])));
    }

    [Fact]
    public void Outlines_enclose_what_was_counted_in_level_0_pixels()
    {
        using StudyBench bench = new();
        CellularityDocument document = bench.Run(bench.Draw("a.png")).Rows[0].Document!;
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(bench.Output, "a.png", "objects.geojson")));
        JsonElement region = json.RootElement.GetProperty("features").EnumerateArray().Single(feature => ClassOf(feature) == "Marrow region");
        long marrow = document.Pixels.Haematopoietic + document.Pixels.Fat;
        Assert.Equal(marrow, Measurement(region, "Haematopoietic and fat px^2"));

        // The cleft lies in the marrow, the bone does not.
        Assert.Equal(marrow + document.Pixels.Excluded, Rings(region).Sum(Area));
        Assert.Equal(marrow + document.Pixels.Excluded, Measurement(region, "Area px^2"));
        Assert.Equal(2, Rings(region).Length);
    }

    [Fact]
    public void The_report_stands_alone_and_escapes_what_it_shows()
    {
        using StudyBench bench = new();
        string slide = bench.Draw("a & <b>.png");
        CellularityStudyOptions options = new() { Inputs = [slide], OutputFolder = bench.Output, Patient = new PatientDocument("<script>alert(1)</script>") };
        string folder = Path.Combine(bench.Output, bench.Run(options).Rows[0].Slide);
        string page = File.ReadAllText(Path.Combine(folder, "report.html"));
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("src=\"http", page);
        Assert.Contains("resolutionUnknown", page);
        Assert.Contains(FileHash.Sha256(slide), page);
        Assert.Contains(Convert.ToBase64String(File.ReadAllBytes(Path.Combine(folder, "overlay.jpg"))), page);
        Assert.Equal(3, page.Split("<svg ").Length - 1);
    }

    [Theory]
    [InlineData(39.99, null, "hypocellular")]
    [InlineData(40.0, null, "normocellular")]
    [InlineData(50.0, null, "normocellular")]
    [InlineData(50.01, null, "hypercellular")]
    [InlineData(30.0, 60.0, "normocellular")]
    [InlineData(29.9, 60.0, "hypocellular")]
    [InlineData(95.0, 2.0, "normocellular")]
    [InlineData(21.0, 100.0, "hypercellular")]
    public void The_band_depends_on_age(double cellularity, double? age, string label) => Assert.Equal(label, BandDocument.Of(cellularity, age).Label);

    [Fact]
    public void A_mask_with_more_than_two_values_is_refused()
    {
        using StudyBench bench = new();
        CellularityStudyOptions options = new() { Inputs = [bench.Draw("a.png")], OutputFolder = bench.Output, Settings = new CellularityOptions { Region = RegionSource.Mask, MaskPath = bench.Draw("mask.png") } };
        Assert.StartsWith("mask.png: has 5 different values", Assert.IsType<SlideFormatException>(bench.Run(options).Rows[0].Failure).Message);
    }

    [Fact]
    public void The_sweep_writes_curve_and_table()
    {
        using StudyBench bench = new();
        StudyPlan plan = StudyPlan.Create(new CellularityStudyOptions { Inputs = [bench.Draw("a.png")], OutputFolder = bench.Output });
        SweepCurve curve = Assert.Single(CellularitySweep.Run(plan, BrightnessMethod.Run, CancellationToken.None).Curves);
        IReadOnlyList<IReadOnlyList<string>> table = CsvText.Parse(File.ReadAllText(Path.Combine(bench.Output, "sweep.csv")));
        Assert.Equal(curve.Points.Count, table.Count - 1);
        Assert.Single(table, row => row[3] == "true" && row[1] == "210");
        Assert.True(File.Exists(Path.Combine(bench.Output, "sweep.png")) && File.Exists(Path.Combine(bench.Output, "sweep.svg")));
    }

    [Fact]
    public void A_sweep_draws_the_other_slides_where_one_fails_and_nothing_where_all_do()
    {
        using StudyBench bench = new();
        string missing = Path.Combine(bench.Output, "..", "missing.png"), table = Path.Combine(bench.Output, "sweep.csv");
        CellularityStudyOptions options = new() { Inputs = [missing], OutputFolder = bench.Output };
        Assert.Single(CellularitySweep.Run(StudyPlan.Create(options), BrightnessMethod.Run, CancellationToken.None).Failures);
        Assert.False(File.Exists(table));
        SweepOutcome outcome = CellularitySweep.Run(StudyPlan.Create(options with { Inputs = [missing, bench.Draw("a.png")] }), BrightnessMethod.Run, CancellationToken.None);
        Assert.Equal("a.png", Assert.Single(outcome.Curves).Slide);
        Assert.EndsWith("no such file", Assert.Single(outcome.Failures).Failure!.Message);
        Assert.True(File.Exists(table));
    }

    // JPEG of quality 90 moves colours by up to 12 levels beside a border.
    private static void AssertNear(RgbColor wanted, Raster<byte> picture, int x, int y, int tolerance = 14)
    {
        int worst = Math.Max(Math.Abs(wanted.R - picture[x, y, 0]), Math.Max(Math.Abs(wanted.G - picture[x, y, 1]), Math.Abs(wanted.B - picture[x, y, 2])));
        Assert.True(worst <= tolerance, $"({x}, {y}) is {picture[x, y, 0]},{picture[x, y, 1]},{picture[x, y, 2]}, wanted {wanted}");
    }

    private static bool Contains(Raster<byte> picture, int firstRow, RgbColor color) => Enumerable.Range(firstRow * picture.Width, (picture.Height - firstRow) * picture.Width)
        .Count(i => Math.Abs(picture.Samples[i * 3] - color.R) < 6 && Math.Abs(picture.Samples[(i * 3) + 1] - color.G) < 6 && Math.Abs(picture.Samples[(i * 3) + 2] - color.B) < 6) > 50;

    private static string? Property(JsonElement feature, string name) => feature.GetProperty("properties").GetProperty(name).GetString();

    private static string? ClassOf(JsonElement feature) => feature.GetProperty("properties").GetProperty("classification").GetProperty("name").GetString();

    private static double Measurement(JsonElement feature, string name) =>
        feature.GetProperty("properties").GetProperty("measurements").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name).GetProperty("value").GetDouble();

    private static (int X, int Y)[][] Rings(JsonElement feature) => feature.GetProperty("geometry").GetProperty("coordinates").EnumerateArray()
        .Select(ring => ring.EnumerateArray().Select(corner => (corner[0].GetInt32(), corner[1].GetInt32())).ToArray()).ToArray();

    private static long Area((int X, int Y)[] ring) => Enumerable.Range(0, ring.Length - 1).Sum(i => ((long)ring[i].X * ring[i + 1].Y) - ((long)ring[i + 1].X * ring[i].Y)) / 2;

    /// <summary>The overlay of a black slide outside of everything.</summary>
    private static Raster<byte> Overlay(OverlayGrid grid, OverlayLegend legend)
    {
        using PictureSlide slide = new(new Raster<byte>(grid.Slide.Width, grid.Slide.Height, 3));
        using OverlaySheet sheet = new(slide, grid);
        CompartmentGrid compartments = new();
        compartments.Begin(grid.Slide);
        sheet.Fill(compartments, CancellationToken.None);
        return sheet.Finish(legend);
    }
}
