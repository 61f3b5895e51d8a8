using System.Text.Json.Nodes;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli.Tests;

[Collection(PlannedCells.Name)]
public sealed class SegmentEndToEndTests(PlannedCells planned) : IDisposable
{
    private readonly SegmentFolder folder = new(planned.Folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Pairs_become_a_data_set_plans_a_model_predictions_and_scores()
    {
        Assert.Equal("Dataset501_Cells: 10 cases, no problem found", SegmentFolder.Good("segment", "check", folder.Raw).Trim());
        SegmentFolder.Good(folder.Training("model", "--iterations", "40"));
        string fold = folder.PathOf("model", "fold_0");
        foreach (string file in new[] { "checkpoint_final.pth", "checkpoint_best.pth", "metrics.csv", "progress.png", "run.json", "validation/summary.json" })
        {
            Assert.True(File.Exists(Path.Combine(fold, file)), file);
        }

        Assert.False(File.Exists(Path.Combine(fold, "checkpoint_latest.pth")));
        AssertValidation(fold);
        AssertModelTravels();
        Assert.Contains("nucleus", SegmentFolder.Good("segment", "evaluate", folder.PathOf("raw", "Dataset501_Cells", "labelsTr"), folder.PathOf("predicted")));
        Assert.Equal(10, Directory.GetFiles(folder.PathOf("predicted", "errors")).Length);
    }

    [Fact]
    public void A_new_data_set_goes_below_the_raw_folder_where_one_is_named()
    {
        string raw = folder.PathOf("raw");
        SegmentFolder.Good("segment", "pairs", "import", "Dataset502_More", "--raw", raw, "--images", folder.PathOf("pictures"), "--masks", folder.PathOf("masks"), "--labels", "cytoplasm", "nucleus");
        Assert.Equal("Dataset502_More: 10 cases, no problem found", SegmentFolder.Good("segment", "check", "502", "--raw", raw).Trim());
        SegmentFolder.Good("segment", "pairs", "export", "502", "--raw", raw, "--out", folder.PathOf("back"));
        Assert.Equal(File.ReadAllBytes(Path.Combine(raw, "Dataset502_More", "labelsTr", "cell1.png")), File.ReadAllBytes(folder.PathOf("back", "masks", "cell1.png")));
    }

    [Fact]
    public void The_folds_of_a_cross_validation_are_collected_and_scored()
    {
        foreach (string fold in new[] { "0", "1", "2", "3", "4" })
        {
            SegmentFolder.Good(folder.Training("model", "--fold", fold, "--epochs", "1"));
        }

        string ranked = SegmentFolder.Good("segment", "best", folder.PathOf("model"), "--references", folder.PathOf("raw", "Dataset501_Cells", "labelsTr"), "--out", folder.PathOf("best"));
        Assert.EndsWith("model", ranked.Trim());
        Assert.Equal(10, Directory.GetFiles(folder.PathOf("best", "model"), "*.png").Length);
        Assert.True(File.Exists(folder.PathOf("best", "model", "postprocessing.json")));
    }

    // Every validation case is predicted at its own size, scored, and the nucleus is found.
    private void AssertValidation(string fold)
    {
        JsonNode splits = JsonNode.Parse(File.ReadAllText(folder.PathOf("preprocessed", "Dataset501_Cells", "splits_final.json")))!;
        string[] names = [.. splits[0]!["val"]!.AsArray().Select(name => (string)name!)];
        JsonNode summary = JsonNode.Parse(File.ReadAllText(Path.Combine(fold, "validation", "summary.json")))!;
        Assert.Equal(names.Length, summary["metric_per_case"]!.AsArray().Count);
        Assert.True((double)summary["mean"]!["2"]!["Dice"]! > 0.6, summary.ToJsonString());
        foreach (string name in names)
        {
            LabelMap truth = PictureFile.ReadLabels(Path.Combine(folder.Raw, "labelsTr", $"{name}.png"));
            Assert.Equal(truth.Size, PictureFile.ReadLabels(Path.Combine(fold, "validation", $"{name}.png")).Size);
            Assert.True(File.Exists(Path.Combine(fold, "previews", $"{name}.png")));
        }
    }

    // Out as a zip, in again with a card: the same labels for every picture, the one smaller than the patch among them.
    private void AssertModelTravels()
    {
        SegmentFolder.Good("segment", "predict", folder.PathOf("model"), folder.PathOf("pictures"), folder.PathOf("predicted"), "--threads", "1");
        SegmentFolder.Good("segment", "export", folder.PathOf("model"), "--out", folder.PathOf("model.zip"));
        SegmentFolder.Good("segment", "import", folder.PathOf("model.zip"), "--out", folder.PathOf("imported"));
        SegmentFolder.Good("segment", "predict", folder.PathOf("imported"), folder.PathOf("pictures"), folder.PathOf("again"), "--threads", "2");
        foreach (string picture in Directory.GetFiles(folder.PathOf("pictures")))
        {
            string name = Path.GetFileName(picture);
            Assert.Equal(File.ReadAllBytes(folder.PathOf("predicted", name)), File.ReadAllBytes(folder.PathOf("again", name)));
        }
    }
}
