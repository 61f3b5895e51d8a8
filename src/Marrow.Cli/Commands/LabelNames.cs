using System.CommandLine;
using Marrow.Learning;

namespace Marrow.Cli;

/// <summary>Which dataset.json says what the label pictures of a folder mean.</summary>
internal static class LabelNames
{
    public static readonly Option<string?> Option = new("--dataset-json") { Description = "The dataset.json that names the labels (default: the one that segment predict writes beside predictions)." };

    /// <exception cref="UsageException">None was named, and none lies beside the predictions.</exception>
    public static DataSetDescription Of(ParseResult parse, string predictions)
    {
        string beside = Path.Combine(predictions, "dataset.json");
        string? named = parse.GetValue(Option) ?? (File.Exists(beside) ? beside : null);
        return DataSetDescription.Read(named ?? throw new UsageException($"no dataset.json in {predictions}; name one with --dataset-json"));
    }
}
