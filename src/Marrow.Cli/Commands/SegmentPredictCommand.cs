using System.CommandLine;
using Marrow.Learning;

namespace Marrow.Cli;

/// <summary><c>marrow segment predict</c>: label pictures from pictures and slides.</summary>
internal static class SegmentPredictCommand
{
    private static readonly Argument<string> Model = new("model") { Description = "Model folder (plans.json, dataset.json, fold_k/checkpoint_final.pth)." };
    private static readonly Argument<string> Input = new("input") { Description = "Picture, slide, or folder of them (NAME_0000.png a channel, or any pictures)." };
    private static readonly Argument<string> Output = new("output") { Description = "Folder for NAME.png." };
    private static readonly Option<string[]> Folds = new("--folds") { Description = "Which folds to ensemble (default: all that are there; fold_all only where it is alone).", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string> Checkpoint = new("--checkpoint") { Description = "File below each fold.", DefaultValueFactory = _ => "checkpoint_final.pth" };
    private static readonly Option<string?> Configuration = new("--configuration") { Description = "Which configuration of the plans (default: what the folder's name says)." };
    private static readonly Option<double> Step = new("--step") { Description = "Largest spacing of windows as a share of their size.", DefaultValueFactory = _ => 0.5 };
    private static readonly Option<bool> NoMirroring = new("--no-mirroring") { Description = "Do not also predict mirrored windows: four times faster, a little less accurate." };
    private static readonly Option<bool> Exact = new("--exact") { Description = "32-bit networks and the reference's order and rounding: the label maps of nnU-Net." };
    private static readonly Option<bool> BrainFloat = new("--bf16") { Description = "Predict in 16-bit brain floats." };
    private static readonly Option<bool> PlainKernels = new("--plain-kernels") { Description = "Do not use the kernels of our own." };
    private static readonly Option<bool> Single = new("--float32") { Description = "Predict in 32-bit floats even where the processor is faster in 16." };
    private static readonly Option<bool> Half = new("--float16") { Description = "Predict in 16-bit floats where they fit, though the model's card does not say that they keep its labels." };
    private static readonly Option<bool> NoMatrixUnit = new("--no-matrix-unit") { Description = "Leave the processor's matrix unit (AMX) out, as on processors without one." };
    private static readonly Option<bool> Probabilities = new("--probabilities") { Description = "Also write NAME.npz." };
    private static readonly Option<bool> Continue = new("--continue", "-c") { Description = "Leave pictures alone that have a result already." };
    private static readonly Option<bool> SkipGlass = new("--skip-glass") { Description = "Leave out windows without tissue and call glass background." };
    private static readonly Option<int> Level = new("--level") { Description = "Which level of a slide, 0 the finest." };
    private static readonly ThreadsOption Threads = new();
    private static readonly Option<string> DeviceName = new("--device") { Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu" };

    public static Command Create() => new Command("predict", "Predict label pictures with a trained model.")
    {
        Model, Input, Output, Folds, Checkpoint, Configuration, Step, NoMirroring, Exact, BrainFloat, PlainKernels, Single, Half, NoMatrixUnit, Probabilities, Continue, SkipGlass, Level, Threads, DeviceName,
    }.Does(Predict);

    private static int Predict(ParseResult parse, CancellationToken token)
    {
        PredictionOptions options = UsageException.Check(() => new PredictionOptions
        {
            Step = parse.GetValue(Step),
            HasMirroring = !parse.GetValue(NoMirroring),
            IsExact = parse.GetValue(Exact),
            UsesBrainFloat = parse.GetValue(BrainFloat),
            UsesFastKernels = !parse.GetValue(PlainKernels),
            UsesHalf = !parse.GetValue(Single),
            UsesMatrixUnit = !parse.GetValue(NoMatrixUnit),
            HeedsAgreement = !parse.GetValue(Half),
            SkipsGlass = parse.GetValue(SkipGlass),
            Level = parse.GetValue(Level),
            Threads = Threads.Count(parse),
            Device = NativeTensors.DeviceAtHand(parse.GetValue(DeviceName)!),
        });
        SegmentationModel model = SegmentationModel.Open(parse.GetValue(Model)!, parse.GetValue(Configuration), parse.GetValue(Checkpoint)!);
        string[] folds = parse.GetValue(Folds) is { Length: > 0 } named ? named : [.. model.FoldsToJoin];
        string input = parse.GetValue(Input)!;
        IReadOnlyList<DataSetCase> cases = PredictionInputs.Find(input, model.Description.FileEnding);
        if (PredictionInputs.LeftOut(input, cases) is { Count: > 0 } left)
        {
            Console.Error.WriteLine($"marrow: {input}: has files named NAME_0000{model.Description.FileEnding}, so only those are predicted; left out: {Listing.Of(left)}");
        }

        var batch = new PredictionBatch(model, folds, options) { HasProbabilities = parse.GetValue(Probabilities), Continues = parse.GetValue(Continue), Notice = Console.Error.WriteLine };
        return ExitCodes.OfBatch(batch.Run(cases, parse.GetValue(Output)!, Report, token));
    }

    private static void Report(DataSetCase one, PredictedWindows? predicted, Exception? failure)
    {
        string line = (predicted, failure) switch
        {
            (_, { } problem) => $"marrow: {problem.Message}",
            ({ } done, _) => $"{one.Name}: {done.Size.Width}×{done.Size.Height}, {Listing.Count(done.Windows, "window")}, {100.0 * done.SkippedWindows / done.Windows:F1} % skipped as glass",
            _ => $"{one.Name}: there already",
        };
        Console.Error.WriteLine(line);
    }
}
