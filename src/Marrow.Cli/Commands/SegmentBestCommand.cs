using System.CommandLine;
using Marrow.Learning;

namespace Marrow.Cli;

/// <summary><c>marrow segment best</c>: which trained model, or pair of them, does best in cross-validation.</summary>
internal static class SegmentBestCommand
{
    private static readonly Argument<string[]> Models = new("models") { Description = "Model folders with fold_k/validation.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> References = new("--references") { Description = "Folder of reference label pictures of all cases.", Required = true };
    private static readonly Option<string[]> Folds = new("--folds") { Description = "Which folds (default: all numbered ones of the first model).", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string> Out = new("--out") { Description = "Folder for collected predictions, scores and postprocessing.", Required = true };

    public static Command Create() => new Command("best", "Collect the folds of models, score them and their pairs, and find the postprocessing of the best.")
    {
        Models, References, Folds, Out,
    }.Does((parse, _) =>
    {
        SegmentationModel[] models = parse.GetValue(Models)!.Select(folder => SegmentationModel.Open(folder)).ToArray();
        IReadOnlyList<string> folds = parse.GetValue(Folds) is { Length: > 0 } named ? named : models[0].FoldsToJoin;
        foreach ((string name, double dice) in CrossValidation.Compare(models, folds, parse.GetValue(References)!, parse.GetValue(Out)!))
        {
            Console.Out.WriteLine($"{dice:F4}  {name}");
        }

        return ExitCodes.Good;
    });
}
