using System.CommandLine;
using Marrow.Learning;

namespace Marrow.Cli;

/// <summary><c>marrow segment evaluate</c>: predictions against references, as numbers and pictures.</summary>
internal static class SegmentEvaluateCommand
{
    private static readonly Argument<string> References = new("references") { Description = "Folder of reference label pictures." };
    private static readonly Argument<string> Predictions = new("predictions") { Description = "Folder of predicted label pictures with the same names." };
    private static readonly Option<string?> Out = new("--out") { Description = "Where results go (default: the folder of predictions)." };
    private static readonly Option<string?> Images = new("--images") { Description = "Folder of the pictures themselves (NAME_0000.png); error pictures are drawn over them." };
    private static readonly Option<double> Tolerance = new("--tolerance") { Description = "How far an outline may be off and still count as right, in pixels.", DefaultValueFactory = _ => 2 };
    private static readonly Option<bool> NoPictures = new("--no-pictures") { Description = "Do not draw error pictures." };
    private static readonly Option<string> Format = WordOption.Format("text", "json");

    public static Command Create() => new Command("evaluate", "Judge predictions: Dice, IoU, precision, recall, surface distances, error pictures.")
    {
        References, Predictions, LabelNames.Option, Out, Images, Tolerance, NoPictures, Format,
    }.Does((parse, token) =>
    {
        EvaluationOptions options = UsageException.Check(() => new EvaluationOptions { BoundaryTolerance = parse.GetValue(Tolerance) });
        string predictions = parse.GetValue(Predictions)!;
        DataSetDescription description = LabelNames.Of(parse, predictions);
        string references = parse.GetValue(References)!;
        var evaluation = SegmentationEvaluation.OfFolders(references, predictions, description.Labels, description.FileEnding, options);
        if (SegmentationEvaluation.WithoutPrediction(references, predictions, description.FileEnding) is { Count: > 0 } missing)
        {
            Console.Error.WriteLine($"marrow: {predictions}: {missing.Count} of the references have no prediction and are not in the scores: {Listing.Of(missing)}");
        }

        string target = parse.GetValue(Out) ?? predictions;
        EvaluationFiles.Write(evaluation, options, target);
        if (!parse.GetValue(NoPictures))
        {
            EvaluationFiles.WritePictures(evaluation, parse.GetValue(Images), target, token);
        }

        Console.Out.WriteLine(parse.GetValue(Format) == "json" ? PythonJson.Write(EvaluationSummary.Full(evaluation, options)) : EvaluationFiles.Text(evaluation));
        return ExitCodes.Good;
    });
}
