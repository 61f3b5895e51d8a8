using System.Text.Json.Nodes;
using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Tests;

namespace Marrow.Cli.Tests;

/// <summary>A data set of floating-point TIFFs from its check to the cross-validation: what training reads prediction reads too.</summary>
public sealed class SegmentDeepPicturesTests : IDisposable
{
    private readonly SegmentFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Floating_point_pictures_are_trained_on_predicted_and_judged()
    {
        folder.Plan();
        IntoFloats();
        SegmentFolder.Good("segment", "check", folder.Raw);
        SegmentFolder.Good("segment", "plan", folder.Raw, "--preprocessed", folder.PathOf("preprocessed"));
        foreach (string fold in new[] { "0", "1" })
        {
            SegmentFolder.Good(folder.Training("model", "--fold", fold, "--epochs", "1", "--iterations", "2"));
        }

        Assert.NotEmpty(Directory.GetFiles(folder.PathOf("model", "fold_0", "previews")));
        SegmentFolder.Good("segment", "predict", folder.PathOf("model"), Path.Combine(folder.Raw, "imagesTr"), folder.PathOf("predicted"), "--threads", "2");
        Assert.Equal(10, Directory.GetFiles(folder.PathOf("predicted"), "*.png").Length);

        string truth = Path.Combine(folder.Raw, "labelsTr");
        Assert.StartsWith("10 pictures", SegmentFolder.Good("segment", "evaluate", truth, folder.PathOf("predicted"), "--images", Path.Combine(folder.Raw, "imagesTr")));
        SegmentFolder.Good("segment", "postprocess", "determine", truth, folder.PathOf("predicted"));
        SegmentFolder.Good("segment", "best", folder.PathOf("model"), "--references", truth, "--out", folder.PathOf("best"));
    }

    private void IntoFloats()
    {
        foreach (string file in Directory.GetFiles(Path.Combine(folder.Raw, "imagesTr")))
        {
            FloatTiff.Write(Path.ChangeExtension(file, ".tif"), PictureFile.ReadSamples(file));
            File.Delete(file);
        }

        foreach (string file in Directory.GetFiles(Path.Combine(folder.Raw, "labelsTr")))
        {
            LabelMap labels = PictureFile.ReadLabels(file);
            FloatTiff.Write(Path.ChangeExtension(file, ".tif"), new Raster<float>(labels.Width, labels.Height, 1, Array.ConvertAll(labels.Labels, label => (float)label)));
            File.Delete(file);
        }

        string description = Path.Combine(folder.Raw, "dataset.json");
        JsonNode changed = JsonNode.Parse(File.ReadAllText(description))!;
        changed["file_ending"] = ".tif";
        File.WriteAllText(description, changed.ToJsonString());
    }
}
