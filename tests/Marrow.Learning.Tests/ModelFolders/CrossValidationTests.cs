using Marrow.Imaging;
using Marrow.Tests;

namespace Marrow.Learning.Tests;

public sealed class CrossValidationTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [SharedFact]
    public void The_better_of_two_models_comes_first_and_gets_its_postprocessing()
    {
        Directory.CreateDirectory(_temporary.At("truth"));
        foreach (string name in new[] { "a", "b" })
        {
            LabelPictures.Write(_temporary.At("truth", $"{name}.png"), Square(0));
        }

        SegmentationModel poor = Model("poor", 3), good = Model("good", 1);
        var ranked = CrossValidation.Compare([poor, good], ["0", "1"], _temporary.At("truth"), _temporary.At("out"));
        Assert.Equal(["good", "poor"], ranked.Select(one => one.Name));
        Assert.Equal(2.0 * 90 / 200, ranked[0].Dice, 1e-12);
        Assert.True(File.Exists(_temporary.At("out", "good", "postprocessing.json")));
    }

    [SharedFact]
    public void A_case_in_two_folds_is_refused()
    {
        SegmentationModel model = Model("twice", 1);
        File.Copy(Path.Combine(model.FolderPath, "fold_0", "validation", "a.png"), Path.Combine(model.FolderPath, "fold_1", "validation", "a.png"));
        Assert.Equal(
            "a.png is predicted by more than one fold; the folds were not drawn apart",
            Assert.Throws<InvalidDataException>(() => CrossValidation.Collect(model, ["0", "1"], _temporary.Path, _temporary.At("out"))).Message);
    }

    private static LabelMap Square(int shift)
    {
        var map = new LabelMap(30, 30);
        for (int i = 0; i < 100; i++)
        {
            map[5 + shift + (i % 10), 5 + (i / 10)] = 1;
            map[5 + shift + (i % 10), 18 + (i / 10)] = 2;
        }

        return map;
    }

    private SegmentationModel Model(string name, int shift)
    {
        string golden = SharedData.Path("golden", "nnunet", "tiny", "nnUNetTrainer__nnUNetTinyPlans__2d");
        foreach ((string fold, string one) in new[] { ("0", "a"), ("1", "b") })
        {
            Directory.CreateDirectory(_temporary.At(name, $"fold_{fold}", "validation"));
            File.Copy(Path.Combine(golden, "fold_0", "checkpoint_final.pth"), _temporary.At(name, $"fold_{fold}", "checkpoint_final.pth"));
            LabelPictures.Write(_temporary.At(name, $"fold_{fold}", "validation", $"{one}.png"), Square(shift));
        }

        File.Copy(Path.Combine(golden, "plans.json"), _temporary.At(name, "plans.json"));
        File.Copy(Path.Combine(golden, "dataset.json"), _temporary.At(name, "dataset.json"));
        return SegmentationModel.Open(_temporary.At(name));
    }
}
