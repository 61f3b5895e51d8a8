using System.Text.Json.Nodes;
using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Tests;

namespace Marrow.Learning.Tests;

/// <summary>
/// Whole predictions against nnU-Net's own: label maps identical in exact mode; probabilities of blending in 32 bits within 1e-5 of the reference's
/// logits summed in 32 bits. The reference's own noise from one thread to two is 2.4e-4 in probability.
/// </summary>
public class PredictionReferenceTests
{
    [SharedTheory]
    [InlineData("wbc2", "plain", false)]
    [InlineData("wbc2", "plain", true)]
    [InlineData("wbc2", "resenc", false)]
    [InlineData("wbc2", "resenc", true)]
    [InlineData("small112x116", "plain", false)]
    [InlineData("small112x116", "plain", true)]
    public void Exact_label_maps_are_the_reference_s(string picture, string network, bool mirrors)
    {
        using var temporary = new TemporaryFolder();
        PredictedPicture predicted = Predict(picture, network, new PredictionOptions { HasMirroring = mirrors, IsExact = true }, temporary.At("p.npz"));
        string golden = $"{picture}_{network}_mirror{(mirrors ? 1 : 0)}";
        LabelMap expected = PictureFile.ReadLabels(SharedData.Path("golden", "nnunet", "predict", $"{golden}.png"));
        Assert.Equal(0, expected.Labels.Zip(predicted.Labels.Samples).Count(pair => pair.First != pair.Second));
        string probabilities = SharedData.Path("golden", "nnunet", "predict", $"{golden}.npz");
        if (File.Exists(probabilities))
        {
            // Sums in 16 bits: one step of a logit near 16 is 0.008, so probabilities may differ by that over 4 where the last bit of a window differs.
            Assert.InRange(Largest(NumpyFile.ReadAll(probabilities)["probabilities"].Floats, NumpyFile.ReadAll(temporary.At("p.npz"))["probabilities"].Floats), 0, 2e-3);
        }
    }

    [SharedTheory]
    [InlineData("wbc2")]
    [InlineData("small112x116")]
    public void Probabilities_blended_in_32_bits_are_within_1e_5(string picture)
    {
        using var temporary = new TemporaryFolder();
        PredictedPicture predicted = Predict(picture, "plain", new PredictionOptions { HasMirroring = false, UsesHalf = false }, temporary.At("p.npz"));
        NumpyArray logits = NumpyFile.ReadAll(SharedData.Path("golden", "nnunet", "predict", $"{picture}_plain_mirror0_logits.npz"))["logits_fp32acc"];
        float[] expected = Softmax(logits.Floats, 3);
        NumpyArray ours = NumpyFile.ReadAll(temporary.At("p.npz"))["probabilities"];
        Assert.Equal([3, 1, predicted.Labels.Height, predicted.Labels.Width], ours.Shape);
        Assert.InRange(Largest(expected, ours.Floats), 0, 1e-5);
    }

    [SharedFact]
    public void Exact_logits_of_a_resampled_picture_are_16_bit_floats_as_the_reference_s()
    {
        using var temporary = new TemporaryFolder();
        string model = temporary.At("nnUNetTrainer__nnUNetTinyPlans__2d"), golden = SharedData.Path("golden", "nnunet", "tiny", "nnUNetTrainer__nnUNetTinyPlans__2d");
        Directory.CreateDirectory(Path.Combine(model, "fold_0"));
        foreach (string file in new[] { "dataset.json", "fold_0/checkpoint_final.pth" })
        {
            File.Copy(Path.Combine(golden, file), Path.Combine(model, file));
        }

        JsonObject plans = PythonJson.ReadObject(Path.Combine(golden, "plans.json"));
        plans["configurations"]!["2d"]!["spacing"] = new JsonArray(0.7, 1.3);
        File.WriteAllText(Path.Combine(model, "plans.json"), PythonJson.Write(plans));
        using var predictor = new SegmentationPredictor(SegmentationModel.Open(model), ["0"], new PredictionOptions { HasMirroring = false, IsExact = true });
        PredictedPicture predicted = predictor.Predict(Case("small112x116"), temporary.At("p.npz"), CancellationToken.None);

        // Logits above 1 are then whole multiples of 2^-10, and so are their differences, which probabilities keep; without rounding a tenth is by chance.
        float[] likely = NumpyFile.ReadAll(temporary.At("p.npz"))["probabilities"].Floats;
        int plane = predicted.Labels.Samples.Length;
        double[] steps = [.. Enumerable.Range(0, plane).Where(at => likely[at] > 1e-3 && likely[at + plane] > 1e-3).Select(at => Math.Log(likely[at] / (double)likely[at + plane]) * 1024)];
        Assert.True(steps.Length > 500, $"{steps.Length} pixels are in doubt");
        Assert.InRange(steps.Count(step => Math.Abs(step - Math.Round(step)) < 0.05) / (double)steps.Length, 0.4, 1);
    }

    [SharedFact]
    public void The_result_does_not_depend_on_the_number_of_threads()
    {
        byte[] one = Predict("wbc2", "plain", new PredictionOptions { HasMirroring = false, Threads = 1 }, null).Labels.Samples;
        byte[] three = Predict("wbc2", "plain", new PredictionOptions { HasMirroring = false, Threads = 3 }, null).Labels.Samples;
        Assert.Equal(one, three);
    }

    [SharedFact]
    public void A_picture_read_in_rows_gives_the_labels_of_one_in_memory()
    {
        using SegmentationPredictor predictor = Load("plain", new PredictionOptions { HasMirroring = false, UsesHalf = false });
        using Slide slide = Slide.Open(Picture("wbc2"));
        var kept = new LabelRaster();
        predictor.PredictSlide(slide, kept, null, CancellationToken.None);
        byte[] rows = kept.Labels.Samples;
        byte[] whole = predictor.Predict(Case("wbc2"), null, CancellationToken.None).Labels.Samples;
        // Mean and deviation are summed in double in one and in the reference's single precision in the other: ties may fall the other way.
        Assert.InRange(rows.Zip(whole).Count(pair => pair.First != pair.Second), 0, 3);
    }

    [SharedTheory]
    [InlineData(0)]
    [InlineData(100_001)]
    public void What_waits_in_files_gives_the_same_labels(long inMemory)
    {
        using var temporary = new TemporaryFolder();
        using Slide slide = Slide.Open(Picture("wbc2"));
        var labels = new List<byte[]>();
        foreach (SpillLimit limit in new[] { new SpillLimit(inMemory, temporary.Path), SpillLimit.In(temporary.Path) })
        {
            using SegmentationPredictor predictor = Load("plain", new PredictionOptions { HasMirroring = false }, limit);
            var kept = new LabelRaster();
            predictor.PredictSlide(slide, kept, null, CancellationToken.None);
            labels.Add(kept.Labels.Samples);
        }

        Assert.Equal(labels[0], labels[1]);
        Assert.Empty(Directory.GetFileSystemEntries(temporary.Path));
    }

    private static PredictedPicture Predict(string picture, string network, PredictionOptions options, string? probabilities)
    {
        using SegmentationPredictor predictor = Load(network, options);
        return predictor.Predict(Case(picture), probabilities, CancellationToken.None);
    }

    private static SegmentationPredictor Load(string network, PredictionOptions options, SpillLimit? limit = null)
    {
        string plans = network == "plain" ? "nnUNetTinyPlans" : "nnUNetTinyResEncPlans";
        SegmentationModel model = SegmentationModel.Open(SharedData.Path("golden", "nnunet", "tiny", $"nnUNetTrainer__{plans}__2d"));
        return new SegmentationPredictor(model, ["0"], options) { Spill = limit ?? SpillLimit.In(Path.GetTempPath()) };
    }

    private static DataSetCase Case(string picture) => new(picture, [Picture(picture)], null);

    private static string Picture(string name) => SharedData.Path("golden", "nnunet", "predict", $"{name}_0000.png");

    private static double Largest(float[] expected, float[] actual) => expected.Zip(actual, (a, b) => Math.Abs((double)a - b)).Max();

    private static float[] Softmax(float[] logits, int heads)
    {
        int plane = logits.Length / heads;
        float[] likely = new float[logits.Length];
        for (int i = 0; i < plane; i++)
        {
            double sum = Enumerable.Range(0, heads).Sum(head => Math.Exp(logits[(head * plane) + i]));
            for (int head = 0; head < heads; head++)
            {
                likely[(head * plane) + i] = (float)(Math.Exp(logits[(head * plane) + i]) / sum);
            }
        }

        return likely;
    }
}
