using System.IO.Compression;
using System.Text.RegularExpressions;
using Marrow.Slides;
using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>Takes trained nnU-Net models in, from a folder or a zip, with a card; and gives them out as the zip that nnU-Net installs.</summary>
public static partial class ModelPackage
{
    /// <summary>
    /// Copies a model, loads every fold to see that it fits its plans, and writes its card. The model appears whole or not at all.
    /// </summary>
    /// <param name="source">A model folder (<c>TRAINER__PLANS__2d</c>), a folder above one, or a zip of either.</param>
    /// <param name="target">The new model folder; must not exist.</param>
    /// <param name="notes">What the card says beside what the model shows; what is left out stays as a card in the source has it.</param>
    /// <param name="measure">Gives the agreement of the fast kernels, or null; not asked where null. A card in the source keeps its own otherwise.</param>
    /// <exception cref="InvalidDataException">No model or several in the source, or one that cannot be used.</exception>
    /// <exception cref="Torch.CheckpointException">A checkpoint is damaged or does not fit.</exception>
    /// <exception cref="IOException">The target exists, or nothing can be written.</exception>
    public static SegmentationModel Import(string source, string target, ModelNotes notes, Func<SegmentationModel, KernelAgreement?>? measure = null)
    {
        if (Directory.Exists(target) || File.Exists(target))
        {
            throw new IOException($"{target} exists already");
        }

        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target)), scratch = $"{folder}.part-{Guid.NewGuid():N}";
        try
        {
            string found = Directory.Exists(source) ? CopyFolder(source, scratch) : Extract(source, scratch);
            string configuration = found.Split("__") is [_, _, { } last] ? last : ModelCard.Read(scratch)?.Configuration ?? "2d";
            SegmentationModel model = SegmentationModel.Open(scratch, configuration);
            foreach (string fold in model.Folds)
            {
                model.Load(fold).Network.Dispose();
            }

            IReadOnlyDictionary<string, double> scores = ModelCard.Scores(model);
            if (notes.KeepsWeightsAlone)
            {
                KeepWeights(model);
            }

            KernelAgreement? agreement = measure?.Invoke(model) ?? model.Card?.Agreement;
            (string, string) known = (Path.GetFileName(folder), model.Card?.Origin ?? found);
            (ModelCard.For(model, known, notes.Over(model.Card), Files(scratch)) with { Metrics = scores, Agreement = agreement }).Write(scratch);
            Directory.Move(scratch, folder);
            return SegmentationModel.Open(folder);
        }
        finally
        {
            if (Directory.Exists(scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }
        }
    }

    /// <summary>Writes <c>DATASET/TRAINER__PLANS__CONFIGURATION/…</c> as a zip; the card goes along.</summary>
    public static void Export(SegmentationModel model, string zipFile) => WholeFile.Write(zipFile, stream =>
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        string trainer = model.Card?.Origin ?? Path.GetFileName(model.FolderPath);
        string inside = trainer.Split("__").Length == 3 ? trainer : $"nnUNetTrainer__{model.Plans.PlansName}__{model.ConfigurationName}";
        IEnumerable<string> card = model.Card is null ? [] : [ModelCard.FileName];
        foreach (string file in Files(model.FolderPath).Order(StringComparer.Ordinal).Concat(card))
        {
            zip.CreateEntryFromFile(Path.Combine(model.FolderPath, file), $"{model.Plans.DatasetName}/{inside}/{file}");
        }
    });

    /// <summary>The files of a model below its folder, with forward slashes.</summary>
    internal static IEnumerable<string> Files(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
        .Where(file => ModelFile().IsMatch(file));

    [GeneratedRegex(@"^(plans\.json|dataset\.json|dataset_fingerprint\.json|postprocessing\.json|fold_[0-9a-z]+/(checkpoint_\w+\.pth|validation/summary\.json))$")]
    private static partial Regex ModelFile();

    // What only a continued training needs is as large as the weights.
    private static void KeepWeights(SegmentationModel model)
    {
        foreach (string fold in model.Folds.Select(fold => Path.Combine(model.FolderPath, $"fold_{fold}")))
        {
            using Scope scope = new();
            string file = Path.Combine(fold, model.CheckpointName);
            TorchFile.Write(file, Needed(TorchFile.Read(file)));
            foreach (string other in Directory.GetFiles(fold).Where(one => one != file))
            {
                File.Delete(other);
            }

            foreach (string empty in Directory.GetDirectories(fold))
            {
                Directory.Delete(empty, recursive: true);
            }
        }
    }

    // What nnU-Net asks of a checkpoint in prediction. No floating point number is among it, so that weights_only=True of any PyTorch reads the file.
    private static CheckpointMap Needed(CheckpointMap whole)
    {
        var origin = new CheckpointMap();
        var needed = new CheckpointMap { { "network_weights", whole["network_weights"] }, { "optimizer_state", null }, { "init_args", origin } };
        Copy(whole.TryGet("init_args", out object? begun) && begun is CheckpointMap known ? known : [], origin, "configuration", "fold");
        Copy(whole, needed, "current_epoch", "trainer_name", "inference_allowed_mirroring_axes");
        return needed;
    }

    private static void Copy(CheckpointMap from, CheckpointMap to, params string[] keys)
    {
        foreach (string key in keys)
        {
            if (from.TryGet(key, out object? value))
            {
                to.Add(key, value);
            }
        }
    }

    private static string CopyFolder(string source, string scratch)
    {
        string[] models = Directory.EnumerateFiles(source, "plans.json", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!)
            .Where(folder => Directory.GetDirectories(folder, "fold_*").Length > 0).ToArray();
        string model = Only(models, source);
        foreach (string file in Files(model).Concat(File.Exists(Path.Combine(model, ModelCard.FileName)) ? [ModelCard.FileName] : []))
        {
            string target = Path.Combine(scratch, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(model, file), target);
        }

        return Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(model)));
    }

    // Only files of a model's own names are taken out, so that no entry can lead outside.
    private static string Extract(string source, string scratch)
    {
        using ZipArchive zip = WholeZip.Open(source);
        string[] models = zip.Entries.Where(entry => entry.Name == "plans.json").Select(entry => entry.FullName[..^"plans.json".Length])
            .Where(folder => zip.Entries.Any(entry => entry.FullName.StartsWith($"{folder}fold_", StringComparison.Ordinal))).ToArray();
        string model = Only(models, source);
        foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => entry.FullName.StartsWith(model, StringComparison.Ordinal)))
        {
            string file = entry.FullName[model.Length..];
            if (file == ModelCard.FileName || ModelFile().IsMatch(file))
            {
                string target = Path.Combine(scratch, file);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                entry.ExtractToFile(target);
            }
        }

        return model.TrimEnd('/').Split('/')[^1];
    }

    private static string Only(string[] models, string source) => models.Length switch
    {
        1 => models[0],
        0 => throw new InvalidDataException($"{Path.GetFileName(source)}: no model in it; a model is plans.json beside fold_0 … fold_4 or fold_all"),
        _ => throw new InvalidDataException($"{Path.GetFileName(source)}: {models.Length} models in it; name one: {string.Join(", ", models.Order(StringComparer.Ordinal))}"),
    };
}
