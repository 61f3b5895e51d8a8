using System.Text.Json;
using System.Text.Json.Nodes;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>What a model is for, where it comes from and which files it consists of; lies beside the model as <c>model.json</c>.</summary>
public sealed record ModelCard
{
    internal const string FileName = "model.json";

    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it may be used for, in a sentence.</summary>
    public required string IntendedUse { get; init; }

    /// <summary>What it was trained on, in a sentence.</summary>
    public required string Data { get; init; }

    /// <summary>Under which terms the weights may be used.</summary>
    public required string Licence { get; init; }

    /// <summary>The folder's name where it came from: <c>TRAINER__PLANS__CONFIGURATION</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>Which of the plans' configurations was trained.</summary>
    public required string Configuration { get; init; }

    /// <summary>SHA-256 of every file of the model by its path with forward slashes.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Measured quality by name: mean validation Dice of each structure, and so on.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Mean grey level of annotated pixels in each channel of the training data: pictures far from it are not what the model knows.</summary>
    public IReadOnlyList<ChannelIntensity> StainStatistics { get; init; } = [];

    /// <summary>Whether the fast kernels keep the model's labels; null where it was not measured, and the model is then predicted in 32 bits.</summary>
    public KernelAgreement? Agreement { get; init; }

    /// <summary>The card beside a model, or null where there is none.</summary>
    /// <exception cref="InvalidDataException">The card is damaged.</exception>
    public static ModelCard? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(path) ? StrictJson.Read<ModelCard>(File.ReadAllText(path)) : null;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{FileName} of {Path.GetFileName(folder)}: {error.Message}", error);
        }
    }

    /// <summary>Describes a model that is on disk: hashes of its files, the grey levels it was trained on.</summary>
    /// <param name="known">Its name, and its folder's name in nnU-Net.</param>
    /// <param name="files">Those that are hashed, by their path with forward slashes.</param>
    internal static ModelCard For(SegmentationModel model, (string Name, string Origin) known, ModelNotes notes, IEnumerable<string> files) => new()
    {
        Name = known.Name,
        IntendedUse = notes.IntendedUse,
        Data = notes.Data ?? model.Plans.DatasetName,
        Licence = notes.Licence,
        Origin = known.Origin,
        Configuration = model.ConfigurationName,
        Files = new SortedDictionary<string, string>(
            files.ToDictionary(file => file, file => FileHash.Sha256(Path.Combine(model.FolderPath, file))), StringComparer.Ordinal),
        StainStatistics = model.Plans.Intensities,
    };

    /// <param name="folder">The model's.</param>
    /// <param name="scratch">Where the unfinished file lies meanwhile; null for the model's folder.</param>
    public void Write(string folder, string? scratch = null) => WholeFile.WriteText(Path.Combine(folder, FileName), StrictJson.Write(this), scratch);

    /// <summary>Compares every file with its hash.</summary>
    /// <exception cref="InvalidDataException">A file is missing or not the one that the card was written for.</exception>
    public void Check(string folder)
    {
        foreach ((string file, string hash) in Files)
        {
            string path = Path.Combine(folder, file);
            if (!File.Exists(path))
            {
                throw new InvalidDataException($"{Name}: {file} is missing");
            }

            if (FileHash.Sha256(path) != hash)
            {
                throw new InvalidDataException($"{Name}: {file} is not the file that the card was written for (its hash differs); take the model from its source again");
            }
        }
    }

    /// <summary>From the validation that nnU-Net leaves in each fold: its own mean, and the Dice of each label over all pixels.</summary>
    internal static SortedDictionary<string, double> Scores(SegmentationModel model)
    {
        var scores = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (string fold in model.Folds)
        {
            string path = Path.Combine(model.FolderPath, $"fold_{fold}", "validation", "summary.json");
            if (!File.Exists(path))
            {
                continue;
            }

            JsonObject summary = PythonJson.ReadObject(path);
            if ((double?)summary["foreground_mean"]?["Dice"] is { } dice && double.IsFinite(dice))
            {
                scores[$"foregroundDiceFold{fold}"] = dice;
            }

            foreach (LabelEntry label in model.Description.Labels.Foreground)
            {
                double Sum(string count) => summary["metric_per_case"]?.AsArray().Sum(picture => (double?)picture?["metrics"]?[label.Key]?[count] ?? 0) ?? 0;
                double found = 2 * Sum("TP"), wrong = Sum("FP") + Sum("FN");
                if (found + wrong > 0)
                {
                    scores[$"pooledDiceFold{fold}.{label.Name}"] = found / (found + wrong);
                }
            }
        }

        return scores;
    }
}
