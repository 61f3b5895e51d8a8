using System.Text.Json.Nodes;
using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Tests;

namespace Marrow.Learning.Tests;

/// <summary>Preprocessed cases against nnU-Net's DefaultPreprocessor; the issue allows 1e-5, the same order of sums gives equality.</summary>
public class PreprocessingReferenceTests
{
    private const float Tolerance = 1e-5f;

    [SharedTheory]
    [InlineData("zscore_rgb_wbc2_005", "Dataset301_WBC2", "d2_005", 1)]
    [InlineData("rgb01_wbc2_005", "Dataset305_WBC2rgb01", "d2_005", 2)]
    public void White_cells_are_scaled_as_by_the_reference(string golden, string set, string picture, int every)
    {
        Dictionary<string, NumpyArray> expected = NumpyFile.ReadAll(SharedData.Path("golden", "nnunet", "preprocess", $"{golden}.npz"));
        (PlanConfiguration configuration, IReadOnlyList<ChannelIntensity> intensities) = Plans(set);
        using var temporary = new TemporaryFolder();
        WhiteCellData.WriteLabels(SharedData.Path("data", "smear", "wbc_seg", $"{picture}_mask.png"), temporary.At("labels.png"));
        Planes image = Planes.From(PictureFile.ReadSamples(SharedData.Path("data", "smear", "wbc_seg", $"{picture}.png")));
        PreprocessedCase done = Learning.Preprocessing.Run(image, PictureFile.ReadLabels(temporary.At("labels.png")), configuration, intensities);
        AssertNear(expected["data"].Floats, Thin(done.Data, every));
        JsonNode info = PythonJson.Read(SharedData.Path("golden", "nnunet", "preprocess", "info.json"))![golden]!;
        foreach ((string label, JsonNode? count) in info["seg_counts"]!.AsObject())
        {
            Assert.Equal((int)count!, done.Labels.Count(value => $"{value}" == label));
        }

        IReadOnlyList<int[]> places = ForegroundLocations.Draw(done.Labels, [new("1", [1]), new("2", [2])]);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal((int)info["class_locations_counts"]![$"{i + 1}"]!, places[i].Length);
            int[] first = info["class_locations_first5"]![$"{i + 1}"]!.AsArray().Select(place => ((int)place![2]! * done.Data.Width) + (int)place[3]!).ToArray();
            Assert.Equal(first, places[i].Take(5));
        }
    }

    [SharedTheory]
    [InlineData("synthetic_crop_usemask0", false)]
    [InlineData("synthetic_crop_usemask1", true)]
    public void A_black_frame_is_cut_away_and_a_hole_marked_as_by_the_reference(string golden, bool usesMask)
    {
        Dictionary<string, NumpyArray> expected = NumpyFile.ReadAll(SharedData.Path("golden", "nnunet", "preprocess", $"{golden}.npz"));
        (PlanConfiguration configuration, IReadOnlyList<ChannelIntensity> intensities) = Plans("Dataset301_WBC2");
        configuration = configuration with { UsesMask = [usesMask, usesMask, usesMask] };
        Planes image = Planes.From(PictureFile.ReadSamples(SharedData.Path("golden", "nnunet", "preprocess", "synthetic_crop_image.png")));
        LabelMap labels = PictureFile.ReadLabels(SharedData.Path("golden", "nnunet", "preprocess", "synthetic_crop_seg.png"));
        PreprocessedCase done = Learning.Preprocessing.Run(image, labels, configuration, intensities);
        Assert.Equal(new PixelRectangle(5, 10, 68, 74), done.Crop);
        AssertNear(expected["data"].Floats, done.Data.Values);
        Assert.Equal(expected["seg"].Doubles, done.Labels.Select(label => (double)label));
        IReadOnlyList<int[]> places = ForegroundLocations.Draw(done.Labels, [new("1", [1]), new("2", [2])]);
        for (int i = 0; i < 2; i++)
        {
            double[] flat = expected[$"class_locations_{i + 1}"].Doubles;
            Assert.Equal(Enumerable.Range(0, flat.Length / 4).Select(row => ((int)flat[(4 * row) + 2] * 68) + (int)flat[(4 * row) + 3]), places[i]);
        }

        PreprocessedCase unlabelled = Learning.Preprocessing.Run(image, null, configuration, intensities);
        NumpyArray outside = NumpyFile.ReadAll(SharedData.Path("golden", "nnunet", "preprocess", "synthetic_crop_noseg.npz"))["seg"];
        Assert.Equal(outside.Doubles, unlabelled.Labels.Select(label => (double)label));
    }

    private static (PlanConfiguration Configuration, IReadOnlyList<ChannelIntensity> Intensities) Plans(string set)
    {
        ExperimentPlans plans = ExperimentPlans.Read(SharedData.Path("golden", "nnunet", "plans", set, "nnUNetPlans.json"));
        return (plans.Configuration("2d"), plans.Intensities);
    }

    private static float[] Thin(Planes planes, int every) =>
        Enumerable.Range(0, planes.Values.Length)
            .Where(i => i % planes.Width % every == 0 && i / planes.Width % planes.Height % every == 0)
            .Select(i => planes.Values[i]).ToArray();

    private static void AssertNear(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, Tolerance);
    }
}
