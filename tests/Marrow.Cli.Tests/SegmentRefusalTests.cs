using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Tests;

namespace Marrow.Cli.Tests;

/// <summary>Data sets, plans and models that cannot be used: one sentence and exit code 3, and nothing that is inside them runs.</summary>
[Collection(PlannedCells.Name)]
public sealed class SegmentRefusalTests(PlannedCells planned) : IDisposable
{
    private readonly SegmentFolder folder = new(planned.Folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Three_dimensional_plans_are_refused()
    {
        folder.EditPlans(architecture => architecture["arch_kwargs"]!["conv_op"] = "torch.nn.modules.conv.Conv3d");
        Assert.Contains("the plans ask for conv_op torch.nn.modules.conv.Conv3d", TrainingRefusal());
    }

    [Fact]
    public void Plans_of_another_network_are_refused()
    {
        folder.EditPlans(architecture => architecture["network_class_name"] = "dynamic_network_architectures.architectures.primus.Primus");
        Assert.Contains("the plans ask for the network dynamic_network_architectures.architectures.primus.Primus", TrainingRefusal());
    }

    [Fact]
    public void Labels_that_skip_a_number_are_refused()
    {
        EditDataset(dataset => dataset["labels"]!["nucleus"] = 3);
        Assert.Contains("labels", TrainingRefusal());
    }

    [Fact]
    public void An_empty_training_folder_is_refused()
    {
        foreach (string file in Directory.GetFiles(Path.Combine(folder.Raw, "imagesTr")))
        {
            File.Delete(file);
        }

        EditDataset(dataset => dataset["numTraining"] = 0);
        Assert.Contains("no training case", TrainingRefusal());
        Assert.NotEmpty(MarrowProcess.Run("segment", "plan", folder.Raw, "--preprocessed", folder.PathOf("preprocessed")).Refusal(ExitCodes.BadImageOrModel));
    }

    [Theory]
    [InlineData("[]", "[\"cell0\"]", "fold 0 has 0 cases to train on and 1 to be judged on")]
    [InlineData("[\"cell0\"]", "[]", "fold 0 has 1 cases to train on and 0 to be judged on")]
    public void A_fold_without_cases_is_refused(string training, string validation, string sentence)
    {
        File.WriteAllText(folder.PathOf("preprocessed", "Dataset501_Cells", "splits_final.json"), $"[{{\"train\": {training}, \"val\": {validation}}}]");
        Assert.Equal($"splits_final.json: {sentence}; it needs both", TrainingRefusal());
    }

    [Fact]
    public void Pixels_that_are_not_numbers_are_refused()
    {
        string picture = Directory.GetFiles(Path.Combine(folder.Raw, "imagesTr"))[0];
        FloatTiff.Write(picture, new Raster<float>(2, 2, 3, [.. Enumerable.Repeat(float.NaN, 12)]));
        Assert.Equal($"{Path.GetFileName(picture)}: holds a sample that is not a number or infinite", TrainingRefusal());
    }

    [Fact]
    public void A_label_that_dataset_json_does_not_know_is_refused()
    {
        string file = Directory.GetFiles(Path.Combine(folder.Raw, "labelsTr")).Order(StringComparer.Ordinal).First();
        LabelMap labels = PictureFile.ReadLabels(file);
        labels.Labels[0] = 9;
        PictureFile.WritePng16(file, labels);
        Assert.Equal($"{Path.GetFileNameWithoutExtension(file)}: holds the label 9, dataset.json knows 0, 1, 2", TrainingRefusal());
    }

    [Fact]
    public void A_grey_picture_among_coloured_ones_is_refused()
    {
        string file = Directory.GetFiles(Path.Combine(folder.Raw, "imagesTr")).Order(StringComparer.Ordinal).First();
        PictureFile.WritePng(file, PictureFile.ReadGray(file));
        Assert.Contains("has 1 channels, dataset.json names 3", TrainingRefusal());
    }

    [Fact]
    public void A_checkpoint_that_wants_to_run_something_runs_nothing()
    {
        string trace = folder.PathOf("trace"), command = $"touch {trace}";
        Model(fold => Pickle(fold, $"\u0080\u0002cos\nsystem\nX{(char)command.Length}\0\0\0{command}\u0085R."));
        Assert.Contains("it wants to use os.system", PredictionRefusal());
        Assert.False(File.Exists(trace));
    }

    [Fact]
    public void A_checkpoint_cut_in_half_is_refused_in_prediction_and_in_continuing()
    {
        SegmentFolder.Good(folder.Training("model", "--epochs", "1"));
        string final = folder.PathOf("model", "fold_0", "checkpoint_final.pth");
        File.Delete(folder.PathOf("model", "model.json"));
        byte[] half = File.ReadAllBytes(final)[..(int)(new FileInfo(final).Length / 2)];
        File.WriteAllBytes(final, half);
        Assert.Equal("checkpoint_final.pth: it is cut short or not a PyTorch zip checkpoint", PredictionRefusal());
        File.Delete(final);
        File.WriteAllBytes(folder.PathOf("model", "fold_0", "checkpoint_latest.pth"), half);
        Assert.Equal(
            "checkpoint_latest.pth: it is cut short or not a PyTorch zip checkpoint",
            MarrowProcess.Run(folder.Training("model", "--continue")).Refusal(ExitCodes.BadImageOrModel));
    }

    [Fact]
    public void Weights_that_are_not_those_of_the_card_are_refused()
    {
        SegmentFolder.Good(folder.Training("model", "--epochs", "1"));
        using (FileStream final = File.OpenWrite(folder.PathOf("model", "fold_0", "checkpoint_final.pth")))
        {
            final.Position = final.Length / 2;
            final.WriteByte(77);
        }

        const string sentence = "Dataset501_Cells: fold_0/checkpoint_final.pth is not the file that the card was written for (its hash differs); take the model from its source again";
        Assert.Equal(sentence, PredictionRefusal());
        Assert.Equal(sentence, MarrowProcess.Run("segment", "import", folder.PathOf("model"), "--out", folder.PathOf("taken")).Refusal(ExitCodes.BadImageOrModel));
        Assert.False(Directory.Exists(folder.PathOf("taken")));
    }

    [Fact]
    public void A_model_without_fold_is_refused()
    {
        Model(fold => Directory.Delete(fold));
        Assert.Contains("no fold holds a checkpoint_final.pth", PredictionRefusal());
    }

    [Fact]
    public void A_damaged_picture_is_one_sentence_in_every_step()
    {
        void Damage(params string[] path) => File.WriteAllText(folder.PathOf(path), "no picture");
        string raw = folder.PathOf("raw", "Dataset501_Cells");
        Damage("masks", "cell4.png");
        Assert.StartsWith("cell4.png: ", MarrowProcess.Run(
            "segment", "pairs", "import", folder.PathOf("Dataset502_More"), "--images", folder.PathOf("pictures"), "--masks", folder.PathOf("masks"), "--labels", "a", "b").Refusal(ExitCodes.BadImageOrModel));
        SegmentFolder.Good("segment", "pairs", "export", raw, "--out", folder.PathOf("predicted"));
        Damage("predicted", "masks", "cell2.png");
        Assert.StartsWith("cell2.png: ", MarrowProcess.Run(
            "segment", "evaluate", Path.Combine(raw, "labelsTr"), folder.PathOf("predicted", "masks"), "--dataset-json", Path.Combine(raw, "dataset.json")).Refusal(ExitCodes.BadImageOrModel));
        Assert.Contains("--dataset-json", MarrowProcess.Run("segment", "evaluate", Path.Combine(raw, "labelsTr"), folder.PathOf("predicted", "masks")).Refusal(ExitCodes.BadValue));
        Damage("raw", "Dataset501_Cells", "labelsTr", "cell3.png");
        Assert.StartsWith("cell3.png: ", TrainingRefusal());
        Assert.StartsWith("cell3.png: ", MarrowProcess.Run("segment", "plan", raw, "--preprocessed", folder.PathOf("preprocessed")).Refusal(ExitCodes.BadImageOrModel));
    }

    [Fact]
    public void A_data_set_without_plans_is_4()
    {
        File.Delete(folder.Plans);
        Assert.Equal(
            $"Dataset501_Cells: is not planned; {folder.Plans} is missing (marrow segment plan writes it)",
            MarrowProcess.Run(folder.Training("model")).Refusal(ExitCodes.Files));
    }

    [Fact]
    public void A_folder_that_is_no_model_is_4()
    {
        string sentence = MarrowProcess.Run("segment", "predict", folder.PathOf("nowhere"), folder.PathOf("pictures"), folder.PathOf("predicted")).Refusal(ExitCodes.Files);
        Assert.Equal($"{folder.PathOf("nowhere")}: no model folder; plans.json is missing", sentence);
    }

    [Fact]
    public void A_batch_that_no_memory_holds_is_refused_before_it_is_asked_for() =>
        Assert.StartsWith("a batch of 2000000000 windows of ", MarrowProcess.Run(folder.Training("model", "--batch-size", "2000000000")).Refusal(ExitCodes.BadImageOrModel));

    [Theory]
    [InlineData("--epochs", "0")]
    [InlineData("--threads", "100000")]
    [InlineData("--fold", "first")]
    [InlineData("--precision", "int8")]
    [InlineData("--device", "tpu")]
    [InlineData("--learning-rate", "0")]
    public void A_value_that_cannot_be_used_is_2(params string[] arguments) =>
        Assert.NotEmpty(MarrowProcess.Run(folder.Training("model", arguments)).Refusal(ExitCodes.BadValue));

    [Fact]
    public void A_device_that_is_not_at_hand_is_2()
    {
        if (!File.Exists("/dev/nvidiactl"))
        {
            Assert.EndsWith("finds no CUDA device here", MarrowProcess.Run(folder.Training("model", "--device", "cuda")).Refusal(ExitCodes.BadValue));
        }
    }

    private string TrainingRefusal()
    {
        string sentence = MarrowProcess.Run(folder.Training("model")).Refusal(ExitCodes.BadImageOrModel);
        Assert.False(Directory.Exists(folder.PathOf("model", "fold_0")) && Directory.GetFiles(folder.PathOf("model", "fold_0"), "checkpoint_*").Length > 0);
        return sentence;
    }

    private string PredictionRefusal() =>
        MarrowProcess.Run("segment", "predict", folder.PathOf("model"), folder.PathOf("pictures"), folder.PathOf("predicted")).Refusal(ExitCodes.BadImageOrModel);

    private void Model(Action<string> fill)
    {
        string fold = folder.PathOf("model", "fold_0");
        Directory.CreateDirectory(fold);
        File.Copy(folder.Plans, folder.PathOf("model", "plans.json"));
        File.Copy(Path.Combine(folder.Raw, "dataset.json"), folder.PathOf("model", "dataset.json"));
        fill(fold);
    }

    private void EditDataset(Action<JsonNode> edit)
    {
        string file = Path.Combine(folder.Raw, "dataset.json");
        JsonNode dataset = JsonNode.Parse(File.ReadAllText(file))!;
        edit(dataset);
        File.WriteAllText(file, dataset.ToJsonString());
    }

    private static void Pickle(string fold, string pickle)
    {
        using ZipArchive zip = ZipFile.Open(Path.Combine(fold, "checkpoint_final.pth"), ZipArchiveMode.Create);
        using Stream entry = zip.CreateEntry("archive/data.pkl", CompressionLevel.NoCompression).Open();
        entry.Write(Encoding.Latin1.GetBytes(pickle));
    }
}
