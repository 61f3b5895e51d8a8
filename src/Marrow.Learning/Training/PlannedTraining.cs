using System.Text.Json;
using Marrow.Imaging;
using Marrow.Models;

namespace Marrow.Learning;

/// <summary>Makes a training run out of a raw data set, what planning left beside it, and a request.</summary>
public static class PlannedTraining
{
    /// <summary>Reads and preprocesses every case of the fold.</summary>
    /// <param name="raw">Pictures and labels.</param>
    /// <param name="planned">The folder with plans, dataset.json and folds.</param>
    /// <param name="request">What to train.</param>
    /// <exception cref="InvalidDataException">No such plans, fold or configuration; a case that the fold names is missing; more cases than memory, or a batch that cannot fit.</exception>
    public static TrainingSetup Prepare(DataSetFolder raw, string planned, TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(request);
        string file = Path.Combine(planned, $"{request.Plans}.json");
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"{raw.Name}: is not planned; {file} is missing (marrow segment plan writes it)");
        }

        ExperimentPlans plans = ExperimentPlans.Read(file);
        PlanConfiguration configuration = plans.Configuration(request.Configuration);
        UNetArchitecture architecture = Architecture(plans, request.Configuration);
        int batch = request.Options.BatchSize ?? configuration.BatchSize;
        PixelSize patch = new(configuration.PatchSize[1], configuration.PatchSize[0]);
        if (request.Device.IsCpu)
        {
            BatchMemory.Check(batch, patch, architecture.Features[0]);
        }

        CrossValidationSplit split = Split(raw, planned, request.Fold);
        Dictionary<string, DataSetCase> known = raw.Cases.ToDictionary(one => one.Name);
        var memory = new CaseMemory();
        TrainingCase Load(string name) => memory.Count(Read(known.GetValueOrDefault(name) ?? throw Missing(name), raw, configuration, plans));
        Dictionary<string, TrainingCase> cases = split.Training.Union(split.Validation).ToDictionary(name => name, Load);
        return new TrainingSetup
        {
            Options = request.Options,
            Origin = new TrainingOrigin(plans.Source, raw.Description.Source, request.Configuration, request.Fold),
            Architecture = architecture,
            Labels = raw.Description.Labels,
            Patch = patch,
            BatchSize = batch,
            HasBatchDice = configuration.HasBatchDice,
            UsesMask = configuration.UsesMask,
            Training = [.. split.Training.Select(name => cases[name])],
            Validation = [.. split.Validation.Select(name => cases[name])],
            Device = request.Device,
            HasMixedPrecision = request.HasMixedPrecision,
            HasHalfPrecision = request.HasHalfPrecision,
            UsesMatrixUnit = request.UsesMatrixUnit,
        };
    }

    /// <summary>The network that the plans describe.</summary>
    internal static UNetArchitecture Architecture(ExperimentPlans plans, string configuration)
    {
        using JsonDocument document = JsonDocument.Parse(plans.Resolved(configuration)["architecture"]!.ToJsonString());
        return UNetArchitecture.Read(document.RootElement);
    }

    /// <summary>Which cases train and which judge; with all cases both are the same.</summary>
    internal static CrossValidationSplit Split(DataSetFolder raw, string planned, int? fold)
    {
        if (raw.Cases.Count == 0)
        {
            throw new InvalidDataException($"{raw.Name}: there is no training case");
        }

        if (fold is not { } wanted)
        {
            string[] all = [.. raw.Cases.Select(one => one.Name)];
            return new CrossValidationSplit(all, all);
        }

        string file = Path.Combine(planned, "splits_final.json");
        if (!File.Exists(file))
        {
            throw new InvalidDataException($"{raw.Name}: there are no folds (fewer than 5 cases?); train with --fold all");
        }

        IReadOnlyList<CrossValidationSplit> splits = CrossValidationSplit.Read(file);
        if (wanted >= splits.Count)
        {
            throw new InvalidDataException($"splits_final.json: there is no fold {wanted}, the last is {splits.Count - 1}");
        }

        CrossValidationSplit split = splits[wanted];
        return split.Training.Count > 0 && split.Validation.Count > 0
            ? split
            : throw new InvalidDataException($"splits_final.json: fold {wanted} has {split.Training.Count} cases to train on and {split.Validation.Count} to be judged on; it needs both");
    }

    private static TrainingCase Read(DataSetCase one, DataSetFolder raw, PlanConfiguration configuration, ExperimentPlans plans)
    {
        Planes picture = CaseReader.ReadImages(one, raw.Description.ChannelNames.Count);
        LabelMap labels = CaseReader.ReadLabels(one, picture.Size);
        DataSetCheck.Require(one, picture, labels, raw.Description);
        PreprocessedCase ready = Preprocessing.Run(picture, labels, configuration, plans.Intensities);
        return new TrainingCase(one.Name, new TrainingPatch(ready.Data.Values, ready.Labels, ready.Data.Size), raw.Description.Labels);
    }

    private static InvalidDataException Missing(string name) => new($"splits_final.json: the case {name} is not in the data set");
}
