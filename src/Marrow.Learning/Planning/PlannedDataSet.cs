using System.Text;
using System.Text.Json.Nodes;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>What planning leaves in the preprocessed folder of a data set: fingerprint, plans, a copy of dataset.json, folds.</summary>
public sealed class PlannedDataSet
{
    private PlannedDataSet(string folder, DataSetFingerprint fingerprint, ExperimentPlans plans) =>
        (FolderPath, Fingerprint, Plans) = (folder, fingerprint, plans);

    public string FolderPath { get; }

    public DataSetFingerprint Fingerprint { get; }

    public ExperimentPlans Plans { get; }

    /// <summary>A few lines for a person.</summary>
    public string Summary
    {
        get
        {
            PlanConfiguration flat = Plans.Configuration("2d");
            return new StringBuilder()
                .Append($"{Plans.DatasetName}: {Fingerprint.Shapes.Count} {(Fingerprint.Shapes.Count == 1 ? "case" : "cases")}, median {flat.MedianSize[1]}×{flat.MedianSize[0]}\n")
                .Append($"{Plans.PlansName}: patch {flat.PatchSize[1]}×{flat.PatchSize[0]}, batch {flat.BatchSize}, {flat.Network.StageCount} stages of {string.Join(", ", flat.Network.Features)} channels\n")
                .Append($"written to {FolderPath}")
                .ToString();
        }
    }

    /// <summary>
    /// Takes the fingerprint, plans, and writes both. Configurations that somebody added to earlier plans are kept, folds that exist are kept;
    /// the fingerprint is always taken anew, so that it cannot be stale.
    /// </summary>
    public static PlannedDataSet Create(DataSetFolder raw, PlanOptions options, string folder, CancellationToken token)
    {
        DataSetFingerprint fingerprint = FingerprintExtraction.Of(raw, token);
        ExperimentPlans plans = ExperimentPlanner.Plan(fingerprint, raw.Description, raw.Name, options);
        Directory.CreateDirectory(folder);
        string plansFile = Path.Combine(folder, $"{plans.PlansName}.json");
        KeepAddedConfigurations(plansFile, plans);
        WholeFile.WriteText(Path.Combine(folder, "dataset_fingerprint.json"), fingerprint.ToJson());
        WholeFile.WriteText(plansFile, plans.ToJson());
        WholeFile.WriteText(Path.Combine(folder, "dataset.json"), raw.Description.ToJson());
        WriteFolds(raw, folder);
        return new PlannedDataSet(folder, fingerprint, plans);
    }

    private static void KeepAddedConfigurations(string plansFile, ExperimentPlans plans)
    {
        if (!File.Exists(plansFile))
        {
            return;
        }

        JsonObject fresh = plans.Source["configurations"]!.AsObject();
        foreach ((string name, JsonNode? configuration) in ExperimentPlans.Read(plansFile).Source["configurations"]!.AsObject())
        {
            if (!fresh.ContainsKey(name))
            {
                fresh[name] = configuration?.DeepClone();
            }
        }
    }

    private static void WriteFolds(DataSetFolder raw, string folder)
    {
        string target = Path.Combine(folder, "splits_final.json"), given = Path.Combine(raw.FolderPath, "splits_final.json");
        if (File.Exists(target))
        {
            return;
        }

        if (File.Exists(given))
        {
            WholeFile.WriteText(target, File.ReadAllText(given));
        }
        else if (raw.Cases.Count >= 5)
        {
            WholeFile.WriteText(target, CrossValidationSplit.ToJson(CrossValidationSplit.Draw(raw.Cases.Select(one => one.Name).Order(StringComparer.Ordinal).ToArray())));
        }
    }
}
