using System.CommandLine;
using Marrow.Learning;

namespace Marrow.Cli;

/// <summary><c>marrow segment check</c>: what is wrong with a data set, in sentences.</summary>
internal static class SegmentCheckCommand
{
    private static readonly Argument<string> Dataset = new("dataset") { Description = "Data set: number, name or folder." };

    public static Command Create() => new Command("check", "Look into every picture of a data set and say what would go wrong.")
    {
        Dataset, SegmentFolders.Raw,
    }.Does((parse, token) =>
    {
        DataSetFolder folder = DataSetFolder.Open(SegmentFolders.From(parse).FindRaw(parse.GetValue(Dataset)!));
        IReadOnlyList<string> problems = DataSetCheck.Problems(folder, token);
        foreach (string problem in problems)
        {
            Console.Out.WriteLine(problem);
        }

        Console.Out.WriteLine(problems.Count == 0 ? $"{folder.Name}: {Listing.Count(folder.Cases.Count, "case")}, no problem found" : $"{folder.Name}: {Listing.Count(problems.Count, "problem")}");
        return problems.Count == 0 ? ExitCodes.Good : ExitCodes.BadImageOrModel;
    });
}
