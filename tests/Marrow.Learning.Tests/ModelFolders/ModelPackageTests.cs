using System.IO.Compression;
using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Tests;
using Marrow.Torch;

namespace Marrow.Learning.Tests;

/// <summary>Models in and out, and what is said of damaged ones.</summary>
public sealed class ModelPackageTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private static string Golden => SharedData.Path("golden", "nnunet", "tiny", "nnUNetTrainer__nnUNetTinyPlans__2d");

    public void Dispose() => _temporary.Dispose();

    [SharedFact]
    public void A_model_goes_in_out_and_in_again_and_predicts_the_same()
    {
        SegmentationModel first = ModelPackage.Import(Golden, _temporary.At("first"), new ModelNotes { IntendedUse = "a test" });
        ModelPackage.Export(first, _temporary.At("model.zip"));
        using (ZipArchive zip = ZipFile.OpenRead(_temporary.At("model.zip")))
        {
            Assert.Contains(zip.Entries, entry => entry.FullName == "Dataset301_WBC2/nnUNetTrainer__nnUNetTinyPlans__2d/fold_0/checkpoint_final.pth");
        }

        SegmentationModel second = ModelPackage.Import(_temporary.At("model.zip"), _temporary.At("second"), new ModelNotes());
        Assert.Equal(Predict(first), Predict(second));
        Assert.Equal("a test", ModelCard.Read(first.FolderPath)!.IntendedUse);
        Assert.Equal("2d", ModelCard.Read(second.FolderPath)!.Configuration);
    }

    [SharedFact]
    public void Without_the_optimizer_a_model_predicts_the_same_from_a_smaller_file()
    {
        SegmentationModel whole = ModelPackage.Import(Golden, _temporary.At("whole"), new ModelNotes());
        SegmentationModel lean = ModelPackage.Import(Golden, _temporary.At("lean"), new ModelNotes { KeepsWeightsAlone = true });
        Assert.Equal(Predict(whole), Predict(lean));
        Assert.InRange(new FileInfo(Path.Combine(lean.FolderPath, "fold_0", "checkpoint_final.pth")).Length, 1, (0.7 * new FileInfo(Path.Combine(whole.FolderPath, "fold_0", "checkpoint_final.pth")).Length));

        // PyTorch 1.13 refuses any floating point number where it reads weights only.
        using Scope scope = new();
        CheckpointMap file = TorchFile.Read(Path.Combine(lean.FolderPath, "fold_0", "checkpoint_final.pth"));
        Assert.Equal(["network_weights", "optimizer_state", "init_args", "current_epoch", "trainer_name", "inference_allowed_mirroring_axes"], file.Select(entry => entry.Key));
        Assert.Equal(["configuration", "fold"], file.Get<CheckpointMap>("init_args").Select(entry => entry.Key));
        Assert.Equal("2d", file.Get<CheckpointMap>("init_args")["configuration"]);
    }

    [SharedFact]
    public void Measured_agreement_of_the_fast_kernels_goes_into_the_card_and_decides()
    {
        SegmentationModel model = ModelPackage.Import(Golden, _temporary.At("model"), new ModelNotes());
        var options = new PredictionOptions { HasMirroring = false };
        KernelAgreement found = AgreementMeasurement.Record(model, [GoldenCase("wbc2"), GoldenCase("small112x116")], options, CancellationToken.None);
        ModelCard card = ModelCard.Read(model.FolderPath)!;
        Assert.Equal(found, card.Agreement);
        Assert.Equal((2, (300 * 300) + (112 * 116)), (found.Pictures, found.Pixels));
        Assert.InRange(found.Share, 0.99, 1);
        Assert.InRange(found.WorstShare, 0.98, found.Share);

        (card with { Agreement = found with { Arithmetic = PredictionArithmetic.Half, Share = 0.9989 } }).Write(model.FolderPath);
        using var predictor = new SegmentationPredictor(SegmentationModel.Open(model.FolderPath), ["0"], options);
        Assert.NotEqual(PredictionArithmetic.Half, predictor.Arithmetic);
    }

    [SharedFact]
    public void Without_a_card_agreement_is_not_recorded() => Assert.Equal(
        "nnUNetTrainer__nnUNetTinyPlans__2d: has no card to write into; take the model in with marrow segment import",
        Assert.Throws<InvalidDataException>(() => AgreementMeasurement.Record(SegmentationModel.Open(Golden), [GoldenCase("wbc2")], new PredictionOptions(), CancellationToken.None)).Message);

    [SharedFact]
    public void A_changed_weight_file_is_refused_by_its_hash()
    {
        SegmentationModel model = ModelPackage.Import(Golden, _temporary.At("model"), new ModelNotes());
        string weights = Path.Combine(model.FolderPath, "fold_0", "checkpoint_final.pth");
        byte[] bytes = File.ReadAllBytes(weights);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(weights, bytes);
        Assert.Equal(
            "model: fold_0/checkpoint_final.pth is not the file that the card was written for (its hash differs); take the model from its source again",
            Assert.Throws<InvalidDataException>(() => SegmentationModel.Open(model.FolderPath)).Message);
    }

    [SharedFact]
    public void A_checkpoint_cut_in_half_is_refused_and_nothing_is_left()
    {
        string source = Copy();
        string weights = Path.Combine(source, "fold_0", "checkpoint_final.pth");
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..200_000]);
        Assert.StartsWith("checkpoint_final.pth: ", Assert.Throws<CheckpointException>(() => ModelPackage.Import(source, _temporary.At("model"), new ModelNotes())).Message);
        Assert.Equal([source], Directory.GetFileSystemEntries(_temporary.Path));
    }

    [SharedFact]
    public void Three_dimensional_plans_are_refused()
    {
        string source = Copy();
        string plans = Path.Combine(source, "plans.json");
        var changed = PythonJson.ReadObject(plans);
        changed["configurations"]!["2d"]!["patch_size"] = new System.Text.Json.Nodes.JsonArray(64, 64, 64);
        File.WriteAllText(plans, PythonJson.Write(changed));
        Assert.Equal("the configuration is three-dimensional; only two-dimensional ones are supported", Assert.Throws<InvalidDataException>(() => SegmentationModel.Open(source)).Message);
    }

    [SharedTheory]
    [InlineData("spacing", "[0.0, 1.5]")]
    [InlineData("spacing", "[1.0]")]
    [InlineData("patch_size", "[-64, 64]")]
    [InlineData("batch_size", "0")]
    public void Plans_with_sizes_that_are_none_are_refused(string entry, string value)
    {
        string source = Copy();
        string plans = Path.Combine(source, "plans.json");
        var changed = PythonJson.ReadObject(plans);
        changed["configurations"]!["2d"]![entry] = System.Text.Json.Nodes.JsonNode.Parse(value);
        File.WriteAllText(plans, PythonJson.Write(changed));
        Assert.Contains("above 0", Assert.Throws<InvalidDataException>(() => SegmentationModel.Open(source)).Message);
    }

    [SharedFact]
    public void Plans_of_another_network_are_refused()
    {
        string source = Copy();
        string plans = Path.Combine(source, "plans.json");
        File.WriteAllText(plans, File.ReadAllText(plans).Replace("PlainConvUNet", "SwinUNETR"));
        Assert.Contains("SwinUNETR; only PlainConvUNet and ResidualEncoderUNet are built here", Assert.Throws<InvalidDataException>(() => SegmentationModel.Open(source)).Message);
    }

    [SharedFact]
    public void Weights_of_another_shape_are_refused()
    {
        string source = Copy();
        string plans = Path.Combine(source, "plans.json");
        var changed = PythonJson.ReadObject(plans);
        changed["configurations"]!["2d"]!["architecture"]!["arch_kwargs"]!["features_per_stage"] = new System.Text.Json.Nodes.JsonArray(8, 16, 32, 80);
        File.WriteAllText(plans, PythonJson.Write(changed));
        Assert.Throws<CheckpointException>(() => SegmentationModel.Open(source).Load("0"));
    }

    [SharedTheory]
    [InlineData("nonlin_first", "true", "the plans want nonlin_first True, which nnU-Net's presets do not use")]
    [InlineData("block", "\"dynamic_network_architectures.building_blocks.residual.BottleneckD\"", "the plans want block dynamic_network_architectures.building_blocks.residual.BottleneckD, which nnU-Net's presets do not use")]
    [InlineData("norm_op_kwargs", "{\"affine\": true, \"track_running_stats\": true}", "the plans want normalization by running statistics, which nnU-Net's presets do not use")]
    public void Networks_whose_weights_would_fit_and_mean_something_else_are_refused(string entry, string value, string message)
    {
        string source = Copy();
        string plans = Path.Combine(source, "plans.json");
        var changed = PythonJson.ReadObject(plans);
        changed["configurations"]!["2d"]!["architecture"]!["arch_kwargs"]![entry] = System.Text.Json.Nodes.JsonNode.Parse(value);
        File.WriteAllText(plans, PythonJson.Write(changed));
        Assert.Equal(message, Assert.Throws<CheckpointException>(() => SegmentationModel.Open(source).Load("0")).Message);
    }

    [SharedFact]
    public void Numbers_that_stand_for_lists_names_with_words_before_them_and_a_list_of_axes_are_read()
    {
        string source = Copy();
        string plans = Path.Combine(source, "plans.json");
        var changed = PythonJson.ReadObject(plans);
        changed["configurations"]!["2d"]!["architecture"]!["arch_kwargs"]!["kernel_sizes"] = 3;
        changed["configurations"]!["2d"]!["architecture"]!["arch_kwargs"]!["n_conv_per_stage"] = 2;
        File.WriteAllText(plans, PythonJson.Write(changed));
        Change(source, checkpoint =>
        {
            checkpoint["inference_allowed_mirroring_axes"] = new List<object?> { 1L };
            var weights = new CheckpointMap();
            foreach ((string name, Tensor weight) in checkpoint.Get<CheckpointMap>("network_weights").Tensors())
            {
                weights.Add($"_orig_mod.module.{name}", weight);
            }

            checkpoint["network_weights"] = weights;
        });
        LoadedFold loaded = SegmentationModel.Open(source).Load("0");
        loaded.Network.Dispose();
        Assert.Equal([1], loaded.MirrorAxes);
    }

    [SharedFact]
    public void A_checkpoint_of_another_configuration_is_refused()
    {
        string source = Copy();
        Change(source, checkpoint => checkpoint.Get<CheckpointMap>("init_args")["configuration"] = "2d_small");
        Assert.Equal(
            "nnUNetTrainer__nnUNetTinyPlans__2d: fold 0 was trained as configuration 2d_small, not 2d; call the folder TRAINER__PLANS__2d_small",
            Assert.Throws<InvalidDataException>(() => SegmentationModel.Open(source).Load("0")).Message);
    }

    [SharedFact]
    public void A_folder_without_fold_is_refused()
    {
        string source = Copy();
        Directory.Delete(Path.Combine(source, "fold_0"), recursive: true);
        Assert.Equal(
            "nnUNetTrainer__nnUNetTinyPlans__2d: no fold holds a checkpoint_final.pth; a model folder has fold_0/checkpoint_final.pth or fold_all/checkpoint_final.pth",
            Assert.Throws<InvalidDataException>(() => SegmentationModel.Open(source)).Message);
    }

    [SharedFact]
    public void A_batch_goes_on_past_a_picture_that_its_plans_shrink_to_nothing()
    {
        string source = Copy();
        string plans = Path.Combine(source, "plans.json");
        var changed = PythonJson.ReadObject(plans);
        changed["configurations"]!["2d"]!["spacing"] = new System.Text.Json.Nodes.JsonArray(2.5, 2.5);
        File.WriteAllText(plans, PythonJson.Write(changed));
        Directory.CreateDirectory(_temporary.At("in"));
        var thin = new Raster<byte>(9, 1, 3);
        thin.Samples.AsSpan().Fill(9);
        PictureFile.WritePng(_temporary.At("in", "thin_0000.png"), thin);
        List<string> said = [];
        new PredictionBatch(SegmentationModel.Open(source), ["0"], new PredictionOptions { HasMirroring = false })
            .Run(PredictionInputs.Find(_temporary.At("in"), ".png"), _temporary.At("out"), (_, _, failure) => said.Add(failure?.Message ?? "done"), CancellationToken.None);
        Assert.Equal(["thin_0000.png: what is not black is 9×1, too small to be resampled to a spacing of 2.5 × 2.5"], said);
    }

    [SharedFact]
    public void A_batch_goes_on_past_a_damaged_picture_and_continues_later()
    {
        Directory.CreateDirectory(_temporary.At("in"));
        File.Copy(SharedData.Path("golden", "nnunet", "predict", "small112x116_0000.png"), _temporary.At("in", "good_0000.png"));
        File.WriteAllText(_temporary.At("in", "bad_0000.png"), "not a picture");
        SegmentationModel model = SegmentationModel.Open(Golden);
        var batch = new PredictionBatch(model, ["0"], new PredictionOptions { HasMirroring = false }) { Continues = true };
        List<string> said = [];
        int Run() => batch.Run(PredictionInputs.Find(_temporary.At("in"), ".png"), _temporary.At("out"), (one, done, failure) => said.Add($"{one.Name} {(failure is not null ? "failed" : done is null ? "there" : "done")}"), CancellationToken.None).Count;
        Assert.Equal(1, Run());
        Assert.Equal(1, Run());
        Assert.Equal(["bad failed", "good done", "bad failed", "good there"], said);
        LabelMap labels = PictureFile.ReadLabels(_temporary.At("out", "good.png"));
        Assert.Equal(new PixelSize(112, 116), labels.Size);
    }

    private static DataSetCase GoldenCase(string name) => new(name, [SharedData.Path("golden", "nnunet", "predict", $"{name}_0000.png")], null);

    private static byte[] Predict(SegmentationModel model)
    {
        using var predictor = new SegmentationPredictor(model, ["0"], new PredictionOptions { HasMirroring = false });
        return predictor.Predict(new DataSetCase("a", [SharedData.Path("golden", "nnunet", "predict", "small112x116_0000.png")], null), null, CancellationToken.None).Labels.Samples;
    }

    private string Copy()
    {
        string target = _temporary.At("nnUNetTrainer__nnUNetTinyPlans__2d");
        Directory.CreateDirectory(Path.Combine(target, "fold_0"));
        foreach (string file in new[] { "plans.json", "dataset.json", "fold_0/checkpoint_final.pth" })
        {
            File.Copy(Path.Combine(Golden, file), Path.Combine(target, file));
        }

        return target;
    }

    private static void Change(string model, Action<CheckpointMap> change)
    {
        using Scope scope = new();
        string file = Path.Combine(model, "fold_0", "checkpoint_final.pth");
        CheckpointMap checkpoint = TorchFile.Read(file);
        change(checkpoint);
        TorchFile.Write(file, checkpoint);
    }
}
