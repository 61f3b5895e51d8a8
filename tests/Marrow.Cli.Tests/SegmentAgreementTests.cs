using System.Text.Json.Nodes;

namespace Marrow.Cli.Tests;

/// <summary>Whether 16-bit floats keep a model's labels: measured at the end of training, at import and on request, written in the card, heeded.</summary>
[Collection(TrainedCells.Name)]
public sealed class SegmentAgreementTests(TrainedCells cells) : IDisposable
{
    private const string Sentence = ": predicted in 32-bit floats, for nobody measured whether 16-bit ones keep its labels (marrow segment agreement does; --float16 takes them all the same)";

    private readonly string root = Directory.CreateTempSubdirectory("marrow-agreement-").FullName;

    private static bool FitsHalf => File.ReadAllText("/proc/cpuinfo").Contains("avx512_fp16", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void The_end_of_a_training_measures_it_on_the_fold_s_own_cases()
    {
        JsonNode card = Card(cells.Model), splits = JsonNode.Parse(File.ReadAllText(cells.Folder.PathOf("preprocessed", "Dataset501_Cells", "splits_final.json")))!;
        Assert.Equal(["dataset.json", "fold_0/checkpoint_final.pth", "fold_1/checkpoint_final.pth", "plans.json"], card["files"]!.AsObject().Select(file => file.Key));
        Assert.Equal(splits[1]!["val"]!.AsArray().Count, (int)card["agreement"]!["pictures"]!);
        Assert.Equal(FitsHalf ? "half" : "single", (string)card["agreement"]!["arithmetic"]!);
        Assert.InRange((double)card["agreement"]!["share"]!, 0.95, 1);
        Assert.Contains(card["metrics"]!.AsObject(), score => score.Key == "foregroundDiceFold1");
    }

    [Theory]
    [InlineData(0.9989)]
    [InlineData(0.999)]
    public void The_card_decides(double share)
    {
        Copy("model");
        Edit(card => card["agreement"]!["share"] = share);
        string errors = Predict("by card");
        bool isKept = share >= 0.999;
        Assert.Equal(FitsHalf && !isKept, errors.StartsWith("marrow: model: predicted in 32-bit floats, for 16-bit ones keep 99.890 % of its labels", StringComparison.Ordinal));
        Assert.Equal(FitsHalf && isKept ? "float16, own kernels" : Arithmetic("in 32 bits", "--float32"), Arithmetic("by card"));
    }

    [Fact]
    public void Nothing_measured_is_32_bits_and_said()
    {
        Copy("model");
        File.Delete(At("model", "model.json"));
        string errors = Predict("unmeasured");
        Assert.Equal(FitsHalf, errors.StartsWith($"marrow: model{Sentence}", StringComparison.Ordinal));
        Assert.StartsWith("float32", Arithmetic("unmeasured"));
        Assert.DoesNotContain("nobody", Predict("asked", "--float16"));
        Assert.Equal(FitsHalf, Arithmetic("asked") == "float16, own kernels");
    }

    [Fact]
    public void It_is_measured_on_request()
    {
        Copy("model");
        Edit(card => card.AsObject().Remove("agreement"));
        JsonNode found = JsonNode.Parse(SegmentFolder.Good("segment", "agreement", At("model"), cells.Pictures, "--threads", "2", "--format", "json"))!;
        Assert.Equal((10, (9 * 72 * 56) + (30 * 22)), ((int)found["pictures"]!, (int)found["pixels"]!));
        Assert.True(JsonNode.DeepEquals(found, Card(At("model"))["agreement"]));
        Assert.Contains(" of 36948 pixels of 10 pictures get the same label", SegmentFolder.Good("segment", "agreement", At("model"), cells.Pictures, "--no-mirroring"));
    }

    [Fact]
    public void Import_measures_on_named_pictures_on_the_data_set_at_hand_or_says_that_it_did_not()
    {
        Copy("model");
        File.Delete(At("model", "model.json"));
        ProcessAnswer bare = MarrowProcess.Run("segment", "import", At("model"), "--out", At("bare"), "--raw", At("nothing"));
        Assert.Equal(ExitCodes.Good, bare.Code);
        Assert.StartsWith("marrow: bare: not measured whether 16-bit floats keep its labels, so it is predicted in 32 bits", bare.Errors);
        Assert.Null(Card(At("bare"))["agreement"]);

        SegmentFolder.Good("segment", "import", At("model"), "--out", At("named"), "--pictures", Path.Combine(cells.Pictures, "cell3.png"));
        Assert.Equal(1, (int)Card(At("named"))["agreement"]!["pictures"]!);
        SegmentFolder.Good("segment", "import", At("model"), "--out", At("known"), "--raw", cells.Folder.PathOf("raw"));
        Assert.Equal(10, (int)Card(At("known"))["agreement"]!["pictures"]!);
    }

    [Fact]
    public void A_card_travels_with_its_model()
    {
        SegmentFolder.Good("segment", "import", cells.Model, "--out", At("first"), "--licence", "CC0");
        SegmentFolder.Good("segment", "export", At("first"), "--out", At("first.zip"));
        SegmentFolder.Good("segment", "import", At("first.zip"), "--out", At("second"), "--intended-use", "a test");
        JsonNode card = Card(At("second"));
        Assert.Equal(("a test", "CC0"), ((string)card["intendedUse"]!, (string)card["licence"]!));
        Assert.True(JsonNode.DeepEquals(Card(cells.Model)["agreement"], card["agreement"]));
    }

    private static JsonNode Card(string model) => JsonNode.Parse(File.ReadAllText(Path.Combine(model, "model.json")))!;

    private void Edit(Action<JsonNode> edit)
    {
        JsonNode card = Card(At("model"));
        edit(card);
        File.WriteAllText(At("model", "model.json"), card.ToJsonString());
    }

    private void Copy(string name)
    {
        foreach (string file in Directory.GetFiles(cells.Model, "*", SearchOption.AllDirectories))
        {
            string copy = At(name, Path.GetRelativePath(cells.Model, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private string Predict(string output, params string[] more)
    {
        ProcessAnswer answer = MarrowProcess.Run(["segment", "predict", At("model"), Path.Combine(cells.Pictures, "cell0.png"), At(output), "--threads", "2", .. more]);
        Assert.True(answer.Code == 0, answer.Errors);
        return answer.Errors;
    }

    private string Arithmetic(string output, params string[] more)
    {
        if (!Directory.Exists(At(output)))
        {
            Predict(output, more);
        }

        return (string)JsonNode.Parse(File.ReadAllText(At(output, "prediction.json")))!["settings"]!["arithmetic"]!;
    }

    private string At(params string[] parts) => Path.Combine([root, .. parts]);
}
