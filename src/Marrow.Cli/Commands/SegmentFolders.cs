using System.CommandLine;
using Marrow.Learning;

namespace Marrow.Cli;

/// <summary>The options that say where data sets, preprocessed pictures and models are; nnU-Net's environment variables are the default.</summary>
internal static class SegmentFolders
{
    public static readonly Option<string?> Raw = new("--raw") { Description = "Folder of raw data sets (default: $nnUNet_raw)." };
    public static readonly Option<string?> Preprocessed = new("--preprocessed") { Description = "Folder of preprocessed data sets (default: $nnUNet_preprocessed)." };
    public static readonly Option<string?> Results = new("--results") { Description = "Folder of trained models (default: $nnUNet_results)." };

    public static DataSetRoots From(ParseResult parse)
    {
        DataSetRoots environment = DataSetRoots.FromEnvironment(Environment.GetEnvironmentVariable);
        return new DataSetRoots
        {
            Raw = Named(parse, Raw) ?? environment.Raw,
            Preprocessed = Named(parse, Preprocessed) ?? environment.Preprocessed,
            Results = Named(parse, Results) ?? environment.Results,
        };
    }

    public static string PreprocessedOf(DataSetRoots roots, string dataset) =>
        Path.Combine(roots.Preprocessed ?? throw new UsageException("say where preprocessed data sets go: --preprocessed or nnUNet_preprocessed"), dataset);

    private static string? Named(ParseResult parse, Option<string?> option) => parse.GetResult(option) is null ? null : parse.GetValue(option);
}
