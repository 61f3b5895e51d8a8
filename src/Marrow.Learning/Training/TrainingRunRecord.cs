using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>What a training run used, as <c>run.json</c> beside its checkpoints: settings, versions, cases.</summary>
/// <param name="Version">Of Marrow.</param>
/// <param name="Libtorch">Version of libtorch.</param>
/// <param name="Threads">Of the network; the bytes of a run depend on them.</param>
/// <param name="Request">All settings.</param>
public sealed record TrainingRunRecord(
    string Version, string Libtorch, int Threads, TrainingRequest Request, IReadOnlyList<string> Training, IReadOnlyList<string> Validation)
{
    /// <summary>SHA-256 of the checkpoint that the run started from; null for random weights.</summary>
    public string? WeightsSha256 { get; init; }

    /// <summary>Writes <c>run.json</c>, and beside the fold <c>plans.json</c> and <c>dataset.json</c>, which prediction needs.</summary>
    public static void Write(RunFolder folder, TrainingSetup setup, TrainingRequest request, int threads)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(setup);
        string version = typeof(TrainingRunRecord).Assembly.GetName().Version!.ToString(3);
        TrainingRunRecord record = new(version, TorchLibrary.Version, threads, request, [.. setup.Training.Select(one => one.Name)], [.. setup.Validation.Select(one => one.Name)])
        {
            WeightsSha256 = request.Weights is { } weights ? FileHash.Sha256(weights) : null,
        };
        WholeFile.WriteText(folder.Of("run.json"), StrictJson.Write(record));
        string model = Path.GetDirectoryName(Path.GetFullPath(folder.Path))!;
        WholeFile.WriteText(Path.Combine(model, "plans.json"), PythonJson.Write(setup.Origin.Plans));
        WholeFile.WriteText(Path.Combine(model, "dataset.json"), PythonJson.Write(setup.Origin.Description));
    }
}
