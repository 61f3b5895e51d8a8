using System.CommandLine;
using System.Diagnostics;
using Marrow.Learning;

namespace Marrow.Cli;

/// <summary><c>marrow segment train</c>: trains one fold, or goes on with it.</summary>
internal static class SegmentTrainCommand
{
    private static readonly Argument<string> Dataset = new("dataset") { Description = "Data set: number, name or folder." };
    private static readonly Option<string> Fold = new("--fold") { Description = "0 to 4, or all.", DefaultValueFactory = _ => "0" };
    private static readonly Option<string> Plans = new("--plans") { Description = "Plans in the preprocessed folder.", DefaultValueFactory = _ => "nnUNetPlans" };
    private static readonly Option<string> Configuration = new("--configuration") { Description = "The plans' configuration.", DefaultValueFactory = _ => "2d" };
    private static readonly Option<int> Epochs = new("--epochs") { Description = "Epochs of the whole run.", DefaultValueFactory = _ => 1000 };
    private static readonly Option<int> Iterations = new("--iterations") { Description = "Training steps per epoch.", DefaultValueFactory = _ => 250 };
    private static readonly Option<int> ValidationIterations = new("--validation-iterations") { Description = "Validation batches per epoch.", DefaultValueFactory = _ => 50 };
    private static readonly Option<int?> BatchSize = new("--batch-size") { Description = "Samples per step (default: the plans')." };
    private static readonly Option<double> LearningRate = new("--learning-rate") { Description = "Learning rate of the first epoch.", DefaultValueFactory = _ => 0.01 };
    private static readonly Option<int> SaveEvery = new("--save-every") { Description = "Epochs between saved states.", DefaultValueFactory = _ => 1 };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Random seed of weights, patches and augmentation.", DefaultValueFactory = _ => 0 };
    private static readonly Option<string> Device = new("--device") { Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu" };
    private static readonly Option<string> Precision = new("--precision") { Description = "float32; float16 (between the layers, with AVX512-FP16: twice as fast); amx (the same with products of bfloat16 by the matrix unit: faster still); or bfloat16 (for GPUs).", DefaultValueFactory = _ => "float32" };
    private static readonly ThreadsOption Threads = new();
    private static readonly Option<bool> Continue = new("--continue") { Description = "Go on from the last saved state." };
    private static readonly Option<string?> Weights = new("--weights") { Description = "Checkpoint of the same network whose weights to start from." };
    private static readonly Option<string?> Out = new("--out") { Description = "Model folder, or its fold_k (default: below the results folder, as nnU-Net names it)." };

    public static Command Create() => new Command("train", "Train a network on one fold of a planned data set.")
    {
        Dataset, Fold, Plans, Configuration, Epochs, Iterations, ValidationIterations, BatchSize, LearningRate, SaveEvery, Seed, Device, Precision, Threads, Continue, Weights, Out,
        SegmentFolders.Raw, SegmentFolders.Preprocessed, SegmentFolders.Results,
    }.Does((parse, token) =>
    {
        TrainingRequest request = Request(parse);
        NativeTensors.Require(Threads.Count(parse));
        DataSetRoots roots = SegmentFolders.From(parse);
        DataSetFolder raw = DataSetFolder.Open(roots.FindRaw(parse.GetRequiredValue(Dataset)));
        using RunFolder folder = new(RunPath(parse.GetValue(Out) ?? DefaultFolder(roots, raw.Name, request), request));
        if (parse.GetValue(Continue) && !folder.CanContinue)
        {
            Console.Error.WriteLine($"marrow: {folder.Path}: no saved state to go on from; the training begins anew");
        }

        Stopwatch watch = Stopwatch.StartNew();
        TrainingRun run = new(new TrainingPlace(folder, raw, SegmentFolders.PreprocessedOf(roots, raw.Name)), request, Threads.Count(parse));
        SegmentationEvaluation? scores = run.Run(parse.GetValue(Continue), epoch => Report(epoch, watch), token);
        Console.Error.WriteLine(scores is null ? $"marrow: {folder.Path}: the training is complete" : EvaluationFiles.Text(scores));
        Console.Out.WriteLine(folder.Final);
        return ExitCodes.Good;
    });

    private static TrainingRequest Request(ParseResult parse) => UsageException.Check(() => new TrainingRequest
    {
        Options = new TrainingOptions
        {
            Epochs = parse.GetValue(Epochs),
            Iterations = parse.GetValue(Iterations),
            ValidationIterations = parse.GetValue(ValidationIterations),
            BatchSize = parse.GetValue(BatchSize),
            LearningRate = parse.GetValue(LearningRate),
            SaveEvery = parse.GetValue(SaveEvery),
            Seed = parse.GetValue(Seed),
        },
        Plans = parse.GetValue(Plans)!,
        Configuration = parse.GetValue(Configuration)!,
        Weights = parse.GetValue(Weights),
        Fold = parse.GetValue(Fold) is "all" ? null : FoldNumber(parse.GetValue(Fold)!),
        Device = NativeTensors.DeviceAtHand(parse.GetValue(Device)!),
        HasMixedPrecision = IsPrecision(parse, "bfloat16"),
        HasHalfPrecision = IsPrecision(parse, "float16") || IsPrecision(parse, "amx"),
        UsesMatrixUnit = IsPrecision(parse, "amx"),
    });

    private static bool IsPrecision(ParseResult parse, string wanted) => parse.GetValue(Precision) switch
    {
        "float32" or "float16" or "amx" or "bfloat16" => parse.GetValue(Precision) == wanted,
        string other => throw new ArgumentException($"precision is float32, float16, amx or bfloat16, not {other}"),
        null => false,
    };

    private static int FoldNumber(string text) =>
        int.TryParse(text, out int fold) && fold >= 0 ? fold : throw new ArgumentException($"a fold is a number from 0 or all, not {text}");

    private static string DefaultFolder(DataSetRoots roots, string dataset, TrainingRequest request) => Path.Combine(
        roots.Results ?? throw new UsageException("say where the trained model goes: --out, --results or nnUNet_results"),
        dataset,
        $"nnUNetTrainer__{request.Plans}__{request.Configuration}");

    private static string RunPath(string folder, TrainingRequest request) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)).StartsWith("fold_", StringComparison.Ordinal)
            ? Path.TrimEndingDirectorySeparator(folder)
            : Path.Combine(folder, request.Fold is { } fold ? $"fold_{fold}" : "fold_all");

    private static void Report(EpochRecord epoch, Stopwatch watch)
    {
        string dice = string.Join(' ', epoch.PseudoDice.Select(value => value?.ToString("F4") ?? "-"));
        Console.Error.WriteLine($"epoch {epoch.Epoch}: loss {epoch.TrainingLoss:F4}, validation {epoch.ValidationLoss:F4}, Dice {dice}, {watch.Elapsed.TotalSeconds:F1} s");
        watch.Restart();
    }
}
