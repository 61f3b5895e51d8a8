using System.CommandLine;
using Marrow.Learning;
using Marrow.Slides;

namespace Marrow.Cli;

/// <summary><c>marrow segment ensemble</c>: averages the probabilities of several models.</summary>
internal static class SegmentEnsembleCommand
{
    private static readonly Argument<string[]> Folders = new("folders") { Description = "Folders of predictions made with --probabilities.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<double[]> Weights = new("--weights") { Description = "One for each folder (default: equal); 0.25 0.35 0.40 for models of 640, 960 and 1280 pixels.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string> Out = new("--out") { Description = "Folder for NAME.png.", Required = true };

    public static Command Create() => new Command("ensemble", "Average the probabilities of several models and choose labels anew.") { Folders, Weights, Out }.Does((parse, token) =>
    {
        string[] folders = parse.GetValue(Folders)!;
        DataSetDescription description = DataSetDescription.Read(Path.Combine(folders[0], "dataset.json"));
        double[]? weights = parse.GetValue(Weights) is { Length: > 0 } given ? given : null;
        if (weights is not null && (weights.Length != folders.Length || weights.Any(weight => weight is not > 0)))
        {
            throw new UsageException($"--weights needs one number above 0 for each of the {folders.Length} folders");
        }

        string target = parse.GetValue(Out)!;
        (int joined, IReadOnlyList<InvalidDataException> failures) = ProbabilityEnsemble.Join((folders, weights), description.Labels, target, token);
        foreach (InvalidDataException failure in failures)
        {
            Console.Error.WriteLine($"marrow: {failure.Message}");
        }

        WholeFile.WriteText(Path.Combine(target, "dataset.json"), description.ToJson());
        Console.Out.WriteLine($"{Listing.Count(joined, "picture")} joined from {Listing.Count(folders.Length, "folder")}{(failures.Count == 0 ? "" : $", {failures.Count} failed")}");
        return failures.Count == 0 ? ExitCodes.Good : ExitCodes.BadImageOrModel;
    });
}
