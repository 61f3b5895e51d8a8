using System.Globalization;
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

    /// <summary>Refuses to go on with a run whose settings, plans or cases were others: its end would be that of neither.</summary>
    /// <remarks>Epochs, the pace of saving, threads and device may change; a run that is only lengthened learns at other rates from there on.</remarks>
    /// <exception cref="IOException">They differ; the message says where.</exception>
    public static void RequireSame(RunFolder folder, TrainingSetup setup, TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(request);
        if (!File.Exists(folder.Of("run.json")))
        {
            return;
        }

        TrainingRunRecord begun = StrictJson.Read<TrainingRunRecord>(File.ReadAllText(folder.Of("run.json")));
        string plans = Path.Combine(ModelOf(folder), "plans.json");
        (string What, object? Then, object? Now)[] settings =
        [
            ("seed", begun.Request.Options.Seed, request.Options.Seed),
            ("batch size", BatchSize(begun.Request), BatchSize(request)),
            ("iterations", begun.Request.Options.Iterations, request.Options.Iterations),
            ("validation iterations", begun.Request.Options.ValidationIterations, request.Options.ValidationIterations),
            ("learning rate", begun.Request.Options.LearningRate, request.Options.LearningRate),
            ("configuration", begun.Request.Configuration, request.Configuration),
            ("precision", begun.Request.Precision, request.Precision),
            ("training cases", string.Join(' ', begun.Training), string.Join(' ', setup.Training.Select(one => one.Name))),
            ("plans", File.Exists(plans) ? File.ReadAllText(plans) : null, PythonJson.Write(setup.Origin.Plans)),
        ];
        if (Array.Find(settings, one => one.Then is not null && !Equals(one.Then, one.Now)) is { What: { } what } other)
        {
            string change = what is "plans" or "training cases" ? $"other {what}" : $"{what} {other.Then}, not {other.Now}";
            throw new IOException($"{folder.Path}: was begun with {change}; go on with the same, or name another folder with --out");
        }
    }

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
        string model = ModelOf(folder);
        // Nobody clears the model's own folder, which folds share, of what a killed process left there.
        WholeFile.WriteText(Path.Combine(model, "plans.json"), PythonJson.Write(setup.Origin.Plans), folder.Path);
        WholeFile.WriteText(Path.Combine(model, "dataset.json"), PythonJson.Write(setup.Origin.Description), folder.Path);
    }

    private static string BatchSize(TrainingRequest request) => request.Options.BatchSize?.ToString(CultureInfo.InvariantCulture) ?? "as planned";

    private static string ModelOf(RunFolder folder) => Path.GetDirectoryName(Path.GetFullPath(folder.Path))!;
}
