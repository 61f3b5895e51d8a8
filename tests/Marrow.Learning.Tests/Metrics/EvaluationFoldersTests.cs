using Marrow.Imaging;

namespace Marrow.Learning.Tests;

/// <summary>Which files are judged against which, and what is said of those that cannot be.</summary>
public sealed class EvaluationFoldersTests : IDisposable
{
    private static readonly LabelTable Cells = new([new("background", [0]), new("cell", [1])]);
    private readonly TemporaryFolder _temporary = new();

    public EvaluationFoldersTests()
    {
        Directory.CreateDirectory(_temporary.At("truth"));
        Directory.CreateDirectory(_temporary.At("found"));
    }

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void References_without_prediction_are_named()
    {
        Write("truth", "a.png", 1);
        Write("truth", "b.png", 1);
        Write("found", "b.png", 1);
        Assert.Single(Judge(".png").Cases);
        Assert.Equal(["a.png"], SegmentationEvaluation.WithoutPrediction(_temporary.At("truth"), _temporary.At("found"), ".png"));
    }

    [Fact]
    public void Predictions_are_png_whatever_the_references_are()
    {
        Write("truth", "a.tif", 1);
        Write("found", "a.png", 1);
        Assert.Equal(1, Assert.Single(Judge(".tif").Cases).Structures[0].Counts.Dice);
        Assert.Empty(SegmentationEvaluation.WithoutPrediction(_temporary.At("truth"), _temporary.At("found"), ".tif"));
    }

    [Theory]
    [InlineData("truth")]
    [InlineData("found")]
    public void A_label_that_the_table_does_not_know_is_refused(string folder)
    {
        Write("truth", "a.png", folder == "truth" ? 255 : 1);
        Write("found", "a.png", folder == "found" ? 255 : 1);
        Assert.Equal("a.png: holds the label 255, dataset.json knows 0, 1", Assert.ThrowsAny<Exception>(() => Judge(".png")).Message);
    }

    private SegmentationEvaluation Judge(string ending) =>
        SegmentationEvaluation.OfFolders(_temporary.At("truth"), _temporary.At("found"), Cells, ending, new EvaluationOptions { HasSurfaces = false });

    private void Write(string folder, string name, int label) => LabelPictures.Write(_temporary.At(folder, name), new LabelMap(2, 1, [0, label]));
}
