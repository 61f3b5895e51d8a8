using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Tests;

namespace Marrow.Hematology.Tests;

/// <summary>
/// Real sections by the network and by the classical rules, one setting for all, resolution not told. Sources: bm_graz (silver truth by threshold, opening and eye),
/// the published tile of system 000, dots on adipocytes of GTEx. Limits are those the project asked for.
/// </summary>
public class SegmentationReferenceTests
{
    [SharedTheory]
    [InlineData(RegionSource.Auto)]
    [InlineData(RegionSource.Classical)]
    public void Six_real_fields_lie_near_their_silver_truth(RegionSource region)
    {
        string[] fields = [.. Directory.GetFiles(Data("bm_graz"), "*_0?.png").Order()];
        Assert.Equal(6, fields.Length);
        double[] errors = [.. fields.Select(field => FieldError(field, region, 0.93))];
        Assert.All(errors, error => Assert.InRange(error, 0, 4));
        Assert.InRange(errors.Average(), 0, 2);
    }

    [SharedTheory]
    [InlineData(RegionSource.Auto, 0.9, 0.9)]
    [InlineData(RegionSource.Classical, 0.85, 0.85)]
    public void The_region_of_the_published_tile_is_found(RegionSource source, double least, double leastOutlined)
    {
        (CellularityAnalysisResult result, LabelSink sink) = Run(Data("published_tile", "bc00000_gray.png"), source);
        Mask region = PictureFile.ReadMask(Data("published_tile", "bc00000_region.png"));
        var found = new Mask(region.Width, region.Height);
        for (int i = 0; i < region.Values.Length; i++)
        {
            found.Values[i] = sink.Labels.Samples[i] is (byte)Compartment.Haematopoietic or (byte)Compartment.Fat ? (byte)1 : (byte)0;
        }

        Assert.InRange(Overlap(found, region), least, 1);

        // The published region is an outline: vessels and clefts in the marrow are part of it, as of the one we draw.
        Assert.InRange(Overlap(OutlineAreas.Of(sink.Labels).MarrowRegion()!, region), leastOutlined, 1);
        Assert.True(result.Counts.Bone > 100_000 && result.Counts.Glass > 700_000, $"bone and glass are told apart: {result.Counts}");
    }

    [SharedTheory]
    [InlineData(RegionSource.Auto)]
    [InlineData(RegionSource.Classical)]
    public void Adipocytes_of_a_hundred_small_tiles_are_counted(RegionSource region)
    {
        string[] tiles = [.. Directory.GetFiles(Data("adipose_gtex", "img")).Order()];
        double sum = 0;
        foreach (string tile in tiles)
        {
            string dots = Data("adipose_gtex", "dots", Path.GetFileNameWithoutExtension(tile) + ".csv");
            int counted = File.ReadLines(dots).Skip(1).Count(line => line.Length > 0);
            sum += Math.Abs(Run(tile, region).Result.Vacuoles.Count - counted);
        }

        Assert.Equal(100, tiles.Length);
        Assert.InRange(sum / tiles.Length, 0, 25);
    }

    [SharedTheory]
    [InlineData("0001_01", 0, 80)]
    [InlineData("0001_02", 130, 350)]
    [InlineData("0002_01", 0, 680)]
    [InlineData("0002_02", 510, 460)]
    public void Real_marrow_packed_with_cells_has_no_fat(string field, int x, int y)
    {
        // Where the silver truth knows no vacuole, alone and mirrored into a whole field: nothing is white there, and no vacuole is near to compare with.
        Raster<byte> part = PictureFile.ReadRgb(Data("bm_graz", $"BM_GRAZ_HE_{field}.png")).Crop(new(x, y, 300, 300));
        var tiled = new Raster<byte>(1200, 1200, 3);
        for (int to = 0; to < tiled.Samples.Length; to++)
        {
            (int row, int column) = (Mirrored(to / 3 / tiled.Width), Mirrored(to / 3 % tiled.Width));
            tiled.Samples[to] = part.Samples[(((row * part.Width) + column) * 3) + (to % 3)];
        }

        foreach (RegionSource region in new[] { RegionSource.Auto, RegionSource.Classical })
        {
            Assert.All(new[] { part, tiled }, picture => Assert.InRange(Run(picture, region).Result.Counts.CellularityPercent!.Value, 97, 100));
        }

        static int Mirrored(int at) => at % 600 < 300 ? at % 600 : 599 - (at % 600);
    }

    [SharedTheory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    public void Real_fat_with_hardly_a_cell_is_fat(double micrometersPerPixel)
    {
        // Next to no tissue is typical there: what is not white is membranes.
        using var slide = new PictureSlide(PictureFile.ReadRgb(SharedData.Path("data", "tiles", "histolab", "low-nuclei-score-level0.png")));
        var options = new CellularityOptions { MicrometersPerPixel = micrometersPerPixel };
        Assert.InRange(CellularityAnalysis.Run(slide, options, new LabelSink(), CancellationToken.None).Counts.CellularityPercent!.Value, 0, 15);
    }

    /// <summary>Points of cellularity between result and silver truth, its ignored pixels left out of both.</summary>
    private static double FieldError(string field, RegionSource region, double leastDice)
    {
        Raster<byte> labels = Run(field, region).Sink.Labels;
        LabelMap silver = PictureFile.ReadLabels(field.Replace(".png", "_fat_silver.png"));
        long fat = 0, haematopoietic = 0, trueFat = 0, scored = 0, both = 0;
        for (int i = 0; i < silver.Labels.Length; i++)
        {
            if (silver.Labels[i] != 2)
            {
                bool isFat = labels.Samples[i] == (byte)Compartment.Fat;
                scored++;
                fat += isFat ? 1 : 0;
                haematopoietic += labels.Samples[i] == (byte)Compartment.Haematopoietic ? 1 : 0;
                trueFat += silver.Labels[i];
                both += isFat ? silver.Labels[i] : 0;
            }
        }

        Assert.InRange(2.0 * both / (fat + trueFat), leastDice, 1);
        return Math.Abs((100.0 * haematopoietic / (haematopoietic + fat)) - (100.0 * (scored - trueFat) / scored));
    }

    private static (CellularityAnalysisResult Result, LabelSink Sink) Run(string picture, RegionSource region) => Run(PictureFile.ReadRgb(picture), region);

    private static (CellularityAnalysisResult Result, LabelSink Sink) Run(Raster<byte> picture, RegionSource region)
    {
        var sink = new LabelSink();
        using var slide = new PictureSlide(picture);
        return (CellularityAnalysis.Run(slide, new CellularityOptions { Region = region }, sink, CancellationToken.None), sink);
    }

    /// <summary>Intersection over union.</summary>
    private static double Overlap(Mask a, Mask b)
    {
        long both = 0, either = 0;
        for (int i = 0; i < a.Values.Length; i++)
        {
            both += a.Values[i] & b.Values[i];
            either += a.Values[i] | b.Values[i];
        }

        return both / (double)either;
    }

    private static string Data(params string[] parts) => SharedData.Path(["data", "cellularity", .. parts]);
}
