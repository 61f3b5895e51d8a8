using System.CommandLine;
using Marrow.Learning;

namespace Marrow.Cli;

/// <summary><c>marrow segment postprocess</c>: find out which keep-largest steps help, or take them.</summary>
internal static class SegmentPostprocessCommand
{
    private static readonly Argument<string> References = new("references") { Description = "Folder of reference label pictures." };
    private static readonly Argument<string> Predictions = new("predictions") { Description = "Folder of predicted label pictures." };
    private static readonly Option<string> Steps = new("--steps") { Description = "postprocessing.json.", Required = true };
    private static readonly Option<string> Out = new("--out") { Description = "Folder for the cleaned label pictures.", Required = true };

    public static Command Create() => new("postprocess", "Remove all but the largest part of labels, where that helps.")
    {
        new Command("determine", "Find the steps that raise the Dice on a cross-validation; writes postprocessing.json beside the predictions.") { References, Predictions, LabelNames.Option }.Does((parse, _) =>
        {
            string folder = parse.GetValue(Predictions)!;
            DataSetDescription description = LabelNames.Of(parse, folder);
            Postprocessing found = PostprocessingFiles.Determine(parse.GetValue(References)!, folder, description);
            Console.Out.WriteLine(found.Steps.Count == 0 ? "no step helps" : string.Join("\n", found.Steps.Select(step => $"keep the largest part of {string.Join(" and ", step.Select(description.Labels.NameOf))}")));
            return ExitCodes.Good;
        }),
        new Command("apply", "Take the steps of a postprocessing.json on every label picture of a folder.") { Predictions, Steps, Out }.Does((parse, token) =>
        {
            PostprocessingFiles.Apply(Postprocessing.Read(parse.GetValue(Steps)!), parse.GetValue(Predictions)!, parse.GetValue(Out)!, token);
            return ExitCodes.Good;
        }),
    };
}
