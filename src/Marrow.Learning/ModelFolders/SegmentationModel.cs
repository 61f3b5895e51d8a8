using System.Text.Json;
using System.Text.Json.Nodes;
using Marrow.Models;
using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>
/// A folder with a trained model as nnU-Net leaves it: <c>plans.json</c>, <c>dataset.json</c> and <c>fold_k/checkpoint_final.pth</c>,
/// and, where it came through import, a card <c>model.json</c> whose hashes are checked.
/// </summary>
public sealed class SegmentationModel
{
    private readonly JsonObject _architecture;

    private SegmentationModel(string folder, string configuration, string checkpoint)
    {
        (FolderPath, ConfigurationName, CheckpointName) = (folder, configuration, checkpoint);
        Plans = ExperimentPlans.Read(Path.Combine(folder, "plans.json"));
        Description = DataSetDescription.Read(Path.Combine(folder, "dataset.json"));
        Configuration = Plans.Configuration(configuration);
        _architecture = Plans.ArchitectureOf(configuration);
        Folds = Directory.GetDirectories(folder, "fold_*")
            .Where(fold => File.Exists(Path.Combine(fold, checkpoint)))
            .Select(fold => Path.GetFileName(fold)["fold_".Length..])
            .Order(StringComparer.Ordinal).ToArray();
    }

    public string FolderPath { get; }

    public string ConfigurationName { get; }

    /// <summary>The file below each fold: <c>checkpoint_final.pth</c>.</summary>
    public string CheckpointName { get; }

    /// <summary>The card, or null where the model did not come through import.</summary>
    public ModelCard? Card { get; private init; }

    /// <summary>
    /// Whether the card says that 16-bit floats were measured to keep the labels of this model. What was measured without a matrix unit holds with one:
    /// a model of data set 301 kept 99.997 % of its labels either way.
    /// </summary>
    public bool KeepsLabelsInHalf(bool byMatrixUnit) => Card?.Agreement is { Share: >= KernelAgreement.Least } found
        && (found.Arithmetic is PredictionArithmetic.Half || (byMatrixUnit && found.Arithmetic is PredictionArithmetic.Matrix));

    public ExperimentPlans Plans { get; }

    public DataSetDescription Description { get; }

    public PlanConfiguration Configuration { get; }

    /// <summary>The trained folds: <c>0</c> … <c>4</c> or <c>all</c>, at least one.</summary>
    public IReadOnlyList<string> Folds { get; }

    /// <summary>The folds that are averaged where nobody names some: the numbered ones, as nnU-Net does; <c>all</c> where it is alone.</summary>
    public IReadOnlyList<string> FoldsToJoin => Folds.Where(fold => fold != "all").ToArray() is { Length: > 0 } numbered ? numbered : Folds;

    /// <summary>Opens a model folder and checks its card, where there is one.</summary>
    /// <param name="configuration">Which of the plans' configurations; by default what the folder's name says (<c>…__2d</c>), else <c>2d</c>.</param>
    /// <exception cref="InvalidDataException">No fold, a card whose hash differs, plans that are three-dimensional or of another network.</exception>
    /// <exception cref="IOException">plans.json or dataset.json is missing.</exception>
    public static SegmentationModel Open(string folder, string? configuration = null, string checkpoint = "checkpoint_final.pth")
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!File.Exists(Path.Combine(path, "plans.json")))
        {
            throw new FileNotFoundException($"{folder}: no model folder; plans.json is missing");
        }

        ModelCard? card = ModelCard.Read(path);
        card?.Check(path);
        return Open(path, card, configuration, checkpoint);
    }

    /// <summary>Opens a model that this process is writing, whose card is not yet true.</summary>
    internal static SegmentationModel OpenUnfinished(string folder, string configuration) =>
        Open(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), null, configuration, "checkpoint_final.pth");

    private static SegmentationModel Open(string path, ModelCard? card, string? configuration, string checkpoint)
    {
        string? named = Path.GetFileName(path).Split("__") is [_, _, { } last] ? last : null;
        var model = new SegmentationModel(path, configuration ?? card?.Configuration ?? named ?? "2d", checkpoint) { Card = card };
        if (model.Folds.Count == 0)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)}: no fold holds a {checkpoint}; a model folder has fold_0/{checkpoint} or fold_all/{checkpoint}");
        }

        return model;
    }

    /// <summary>Builds the network of a fold and loads its weights; the caller disposes it.</summary>
    /// <exception cref="CheckpointException">The checkpoint is damaged or does not fit the plans.</exception>
    /// <exception cref="InvalidDataException">There is no such fold.</exception>
    public LoadedFold Load(string fold)
    {
        if (!Folds.Contains(fold))
        {
            throw new InvalidDataException($"{Path.GetFileName(FolderPath)}: there is no fold {fold}; there are {string.Join(", ", Folds)}");
        }

        using Scope scope = new();
        CheckpointMap checkpoint = TorchFile.Read(Path.Combine(FolderPath, $"fold_{fold}", CheckpointName));
        RefuseAnotherConfiguration(checkpoint, fold);
        var network = new UNet(UNetArchitecture.Read(JsonElement.Parse(_architecture.ToJsonString())), Configuration.Normalizations.Count, Description.Labels.HeadCount);
        network.Adopt(checkpoint.Get<CheckpointMap>("network_weights").Weights());
        foreach (Tensor tensor in network.State().Select(pair => pair.Value).Distinct())
        {
            Scope.Release(tensor);
        }

        return new LoadedFold(network, MirrorAxes(checkpoint));
    }

    // The reference asks the checkpoint; another patch or spacing would give other labels without a word.
    private void RefuseAnotherConfiguration(CheckpointMap checkpoint, string fold)
    {
        if (checkpoint.TryGet("init_args", out object? begun) && begun is CheckpointMap origin
            && origin.TryGet("configuration", out object? named) && named is string trained && trained != ConfigurationName)
        {
            throw new InvalidDataException(
                $"{Path.GetFileName(FolderPath)}: fold {fold} was trained as configuration {trained}, not {ConfigurationName}; call the folder TRAINER__PLANS__{trained}");
        }
    }

    // A tuple in nnU-Net's own checkpoints, a list in those of some trainers; without any nothing is mirrored.
    private static int[] MirrorAxes(CheckpointMap checkpoint)
    {
        IEnumerable<object?> axes = checkpoint.TryGet("inference_allowed_mirroring_axes", out object? found) ? (found as CheckpointTuple)?.Items ?? found as IEnumerable<object?> ?? [] : [];
        int[] known = axes.Select(axis => axis is long and (0 or 1) ? (int)(long)axis : -1).ToArray();
        return known.Contains(-1) ? throw new CheckpointException("it was mirrored over axes that a flat picture does not have") : known;
    }
}
