using System.Text.Json.Nodes;
using Marrow.Imaging;
using Marrow.Tests;

namespace Marrow.Learning.Tests;

/// <summary>Scores against nnU-Net's summary.json of the same files, and surfaces against hand-computed shapes.</summary>
public class EvaluationReferenceTests
{
    private static readonly LabelTable Cells = new([new("background", [0]), new("cytoplasm", [1]), new("nucleus", [2])]);

    [SharedFact]
    public void Summary_equals_the_reference()
    {
        SegmentationEvaluation evaluation = SegmentationEvaluation.OfFolders(
            SharedData.Path("golden", "nnunet", "evaluate", "gt"), SharedData.Path("golden", "nnunet", "evaluate", "pred"), Cells, ".png", new EvaluationOptions { HasSurfaces = false });
        JsonNode expected = PythonJson.Read(SharedData.Path("golden", "nnunet", "evaluate", "summary.json"))!;
        JsonObject summary = EvaluationSummary.Reference(evaluation);
        foreach (JsonNode? one in summary["metric_per_case"]!.AsArray())
        {
            one!["prediction_file"] = Path.GetFileName((string)one["prediction_file"]!);
            one["reference_file"] = Path.GetFileName((string)one["reference_file"]!);
        }

        Assert.Empty(JsonDifference.Between(expected, PythonJson.Parse(PythonJson.Write(summary)), 1e-12));
    }

    [Fact]
    public void Structures_are_named_and_ordered_as_in_the_reference()
    {
        using var folder = new TemporaryFolder();
        var map = new LabelMap(2, 2, [0, 1, 2, 3]);
        foreach (string part in new[] { "truth", "found" })
        {
            Directory.CreateDirectory(folder.At(part));
            LabelPictures.Write(folder.At(part, "a.png"), map);
        }

        // As nnU-Net's summary.json of these labels has them: a list of one label keeps its comma, and keys are sorted as text.
        var table = LabelTable.From(JsonNode.Parse("""{"labels": {"background": 0, "all": [2, 1, 3], "core": [3], "rim": 1, "two": [1, 2]}, "regions_class_order": [1, 2, 3, 1]}""")!.AsObject());
        JsonObject summary = EvaluationSummary.Reference(SegmentationEvaluation.OfFolders(folder.At("truth"), folder.At("found"), table, ".png", new EvaluationOptions { HasSurfaces = false }));
        string[] wanted = ["(1, 2)", "(2, 1, 3)", "(3,)", "1"];
        Assert.Equal(wanted, summary["mean"]!.AsObject().Select(entry => entry.Key));
        Assert.Equal(wanted, summary["metric_per_case"]![0]!["metrics"]!.AsObject().Select(entry => entry.Key));
    }

    [Fact]
    public void A_structure_that_is_nowhere_is_undefined_and_left_out_of_means()
    {
        var empty = new LabelMap(4, 4);
        OverlapCounts counts = OverlapCounts.Of(empty, empty, new LabelEntry("nucleus", [2]), null);
        Assert.True(double.IsNaN(counts.Dice));
        Assert.Equal(16, counts.TrueNegative);
    }

    [Fact]
    public void Ignored_pixels_do_not_count()
    {
        var reference = new LabelMap(2, 1, [1, 3]);
        var predicted = new LabelMap(2, 1, [1, 1]);
        Assert.Equal(new OverlapCounts(1, 0, 0, 0), OverlapCounts.Of(reference, predicted, new LabelEntry("cell", [1]), 3));
    }

    [Fact]
    public void Two_squares_three_pixels_apart_have_the_distances_of_geometry()
    {
        SurfaceAgreement surface = SurfaceAgreement.Between(Square(5), Square(8), 2)!;
        Assert.Equal(3, surface.Hausdorff95);
        SurfaceAgreement same = SurfaceAgreement.Between(Square(5), Square(5), 0)!;
        Assert.Equal(new SurfaceAgreement(0, 0, 1), same);
        Assert.Null(SurfaceAgreement.Between(Square(5), new Mask(40, 40), 2));
    }

    [Fact]
    public void Only_the_largest_part_stays_and_ties_all_stay()
    {
        var map = new LabelMap(7, 1, [1, 1, 0, 2, 0, 1, 1]);
        Assert.Equal([1, 1, 0, 0, 0, 1, 1], KeepLargest.Apply(map, [1, 2]).Labels);
        Assert.Equal([1, 1, 0, 2, 0, 0, 0], KeepLargest.Apply(new LabelMap(7, 1, [1, 1, 0, 2, 0, 1, 0]), [1]).Labels);
    }

    [Fact]
    public void Postprocessing_is_chosen_where_it_helps_and_not_where_it_harms()
    {
        LabelTable one = new([new("background", [0]), new("cell", [1])]);
        var reference = new LabelMap(7, 1, [1, 1, 1, 0, 0, 0, 0]);
        var speckled = new LabelMap(7, 1, [1, 1, 1, 0, 0, 1, 0]);
        Assert.Equal([1], Postprocessing.Determine([(reference, speckled)], one).Steps.Single());
        var two = new LabelMap(7, 1, [1, 1, 1, 0, 0, 1, 0]);
        Assert.Empty(Postprocessing.Determine([(two, speckled)], one).Steps);
    }

    [Fact]
    public void The_error_picture_paints_exactly_the_colours_of_its_legend()
    {
        var reference = new LabelMap(5, 1, [1, 0, 1, 1, 0]);
        var predicted = new LabelMap(5, 1, [1, 1, 0, 2, 0]);
        var picture = new Raster<byte>(5, 1, 3);
        picture.Samples.AsSpan().Fill(77);
        Raster<byte> drawn = ErrorPicture.Draw(reference, predicted, picture);
        var legend = ErrorPicture.Legend(drawn);
        Assert.Equal(["right", "too much", "missed", "other kind"], legend.Select(entry => entry.Text));
        for (int x = 0; x < legend.Count; x++)
        {
            Assert.Equal(legend[x].Color, At(drawn, x, 0));
            Assert.Equal(legend[x].Color, At(drawn, legend[x].X, legend[x].Y));
        }

        Assert.Equal(new RgbColor(77, 77, 77), At(drawn, 4, 0));
    }

    private static RgbColor At(Raster<byte> picture, int x, int y) => new(picture[x, y, 0], picture[x, y, 1], picture[x, y, 2]);

    private static Mask Square(int left)
    {
        var mask = new Mask(40, 40);
        for (int y = 10; y < 20; y++)
        {
            for (int x = left; x < left + 10; x++)
            {
                mask[x, y] = true;
            }
        }

        return mask;
    }
}
