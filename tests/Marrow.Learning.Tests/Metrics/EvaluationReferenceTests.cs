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
    public void The_error_picture_paints_what_its_legend_says()
    {
        var reference = new LabelMap(4, 1, [1, 0, 1, 1]);
        var predicted = new LabelMap(4, 1, [1, 1, 0, 2]);
        Raster<byte> drawn = ErrorPicture.Draw(reference, predicted, new Raster<byte>(4, 1, 3));
        RgbColor[] expected = [ErrorPicture.Right, ErrorPicture.TooMuch, ErrorPicture.Missed, ErrorPicture.OtherKind];
        for (int x = 0; x < 4; x++)
        {
            Assert.Equal(new RgbColor((byte)(expected[x].R / 2), (byte)(expected[x].G / 2), (byte)(expected[x].B / 2)), new RgbColor(drawn[x, 0, 0], drawn[x, 0, 1], drawn[x, 0, 2]));
            Assert.Equal(expected[x], new RgbColor(drawn[15 + (x * 126), 15, 0], drawn[15 + (x * 126), 15, 1], drawn[15 + (x * 126), 15, 2]));
        }
    }

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
