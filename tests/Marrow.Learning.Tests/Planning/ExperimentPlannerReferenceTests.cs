using System.Text.Json.Nodes;
using Marrow.Tests;

namespace Marrow.Learning.Tests;

/// <summary>Plans against those that nnU-Net 2.8.1 made from the same fingerprints.</summary>
public class ExperimentPlannerReferenceTests
{
    public static TheoryData<string, string> Golden()
    {
        var data = new TheoryData<string, string>();
        foreach (string set in new[] { "Dataset301_WBC2", "Dataset302_WBC1", "Dataset303_Marrow1280", "Dataset304_BCCD", "Dataset305_WBC2rgb01" })
        {
            data.Add(set, "default");
            data.Add(set, "resenc-m");
            data.Add(set, "resenc-l");
        }

        return data;
    }

    [SharedTheory]
    [MemberData(nameof(Golden))]
    public void Plans_equal_the_reference_field_by_field(string set, string preset)
    {
        string folder = SharedData.Path("golden", "nnunet", "plans", set);
        var options = new PlanOptions { Preset = PlanPreset.Named(preset) };
        ExperimentPlans plans = ExperimentPlanner.Plan(
            DataSetFingerprint.Read(Path.Combine(folder, "dataset_fingerprint.json")),
            DataSetDescription.Read(Path.Combine(folder, "dataset.json")), set, options);
        JsonNode expected = PythonJson.Read(Path.Combine(folder, $"{options.Preset.PlansName}.json"))!;
        Assert.Empty(JsonDifference.Between(expected, PythonJson.Parse(plans.ToJson())!, 1e-9));
        Assert.Equal(expected.AsObject().Select(entry => entry.Key), plans.Source.Select(entry => entry.Key));
    }

    [SharedFact]
    public void Two_hundred_made_up_data_sets_are_planned_as_by_the_reference()
    {
        JsonArray sweep = PythonJson.Read(SharedData.Path("golden", "nnunet", "plans", "plans_sweep.json"))!.AsArray();
        Assert.Equal(203, sweep.Count);
        List<string> differences = [];
        for (int i = 0; i < sweep.Count; i++)
        {
            JsonObject expected = sweep[i]!.AsObject();
            differences.AddRange(JsonDifference.Between(expected, Planned(expected), 1e-9).Select(difference => $"plan {i}{difference}"));
        }

        Assert.Empty(differences);
    }

    private static JsonObject Planned(JsonObject entry)
    {
        int[][] shapes = entry["shapes"]!.AsArray().Select(shape => shape!.AsArray().Select(side => (int)side!).ToArray()).ToArray();
        int channels = (int)entry["channels"]!, labels = (int)entry["labels"]!;
        double[][] spacings = entry["spacings"] is JsonArray given
            ? given.Select(row => row!.AsArray().Select(side => (double)side!).ToArray()).ToArray()
            : shapes.Select(_ => new[] { 999.0, 1, 1 }).ToArray();
        var fingerprint = new DataSetFingerprint(spacings, shapes, Enumerable.Repeat(new ChannelIntensity(1, 1, 1, 1, 1, 1, 1), channels).ToArray(), 1);
        DataSetDescription description = DataSetDescription.Create(
            Enumerable.Range(0, channels).Select(i => $"c{i}").ToArray(),
            Enumerable.Range(0, labels).Select(i => new LabelEntry(i == 0 ? "background" : $"label{i}", [i])).ToArray(),
            (int)entry["numTraining"]!, ".png");
        string planner = (string)entry["planner"]!;
        PlanPreset preset = new[] { PlanPreset.Default, PlanPreset.ResidualM, PlanPreset.ResidualL, PlanPreset.ResidualXL }.Single(one => one.PlannerName == planner);
        ExperimentPlans plans = ExperimentPlanner.Plan(fingerprint, description, "Dataset999_Made", new PlanOptions { Preset = preset, MemoryGigabytes = (double)entry["gpu_gb"]! });
        PlanConfiguration flat = plans.Configuration("2d");
        JsonObject network = plans.Source["configurations"]!["2d"]!["architecture"]!["arch_kwargs"]!.DeepClone().AsObject();
        var planned = entry.DeepClone().AsObject();
        planned["patch_size"] = new JsonArray(flat.PatchSize.Select(side => (JsonNode)side).ToArray());
        planned["batch_size"] = flat.BatchSize;
        planned["median"] = new JsonArray(flat.MedianSize.Select(side => (JsonNode)side).ToArray());
        planned["n_stages"] = flat.Network.StageCount;
        planned["features"] = network["features_per_stage"]!.DeepClone();
        planned["kernel_sizes"] = network["kernel_sizes"]!.DeepClone();
        planned["strides"] = network["strides"]!.DeepClone();
        planned["n_conv_or_blocks"] = (network["n_conv_per_stage"] ?? network["n_blocks_per_stage"])!.DeepClone();
        planned["n_conv_decoder"] = network["n_conv_per_stage_decoder"]!.DeepClone();
        planned["vram_estimate"] = ActivationCount.Of(flat.Network, [.. flat.PatchSize], labels);
        return planned;
    }
}
