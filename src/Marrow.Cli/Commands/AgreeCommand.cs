using System.CommandLine;
using Marrow.Learning;

namespace Marrow.Cli;

/// <summary><c>marrow agree</c>: how well two measurements of the same things agree, as numbers or as masks.</summary>
internal static class AgreeCommand
{
    private static readonly Argument<string> Truth = new("truth") { Description = "CSV whose first column is a name, or with --masks a folder of masks." };
    private static readonly Argument<string> Measured = new("measured") { Description = "The same things, measured." };
    private static readonly Option<bool> Masks = new("--masks") { Description = "Compare mask pictures of two folders by file name." };
    private static readonly Option<string?> Column = new("--column") { Description = "Column with the number, in both files (default: cellularityPercent, or the only one)." };
    private static readonly Option<string?> TruthColumn = new("--truth-column") { Description = "Column of the truth, where it has another name." };
    private static readonly Option<string?> Strata = new("--strata") { Description = "Column of the truth that groups the rows." };
    private static readonly Option<double> Margin = new("--margin") { Description = "Differences up to this count as none in the equivalence test.", DefaultValueFactory = _ => 5 };
    private static readonly Option<long> Seed = new("--seed") { Description = "Seed of the bootstrap.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Resamples = new("--resamples") { Description = "Draws of the bootstrap.", DefaultValueFactory = _ => 10_000 };
    private static readonly Option<string?> Out = new("--out") { Description = "Folder for agreement.json, .csv, .svg, .png (and comparison pictures of masks)." };
    private static readonly Option<string> Format = WordOption.Format("text", "json");

    public static Command Create() => new Command("agree", "Compare measured numbers or masks with the truth: differences, correlation, concordance, equivalence, overlap.")
    {
        Truth, Measured, Masks, Column, TruthColumn, Strata, Margin, Seed, Resamples, Out, Format,
    }.Does((parse, token) => parse.GetValue(Masks) ? CompareMasks(parse, token) : CompareNumbers(parse, token));

    private static int CompareNumbers(ParseResult parse, CancellationToken token)
    {
        AgreementOptions options = UsageException.Check(() => new AgreementOptions
        {
            Margin = parse.GetValue(Margin),
            Seed = parse.GetValue(Seed),
            Resamples = parse.GetValue(Resamples),
        });
        if (parse.GetValue(Out) is { } target)
        {
            WrittenFile.Keep(Path.Combine(target, "agreement.csv"), parse, Out);
        }

        string? column = parse.GetValue(Column);
        PairedTable table = PairedTable.Read(parse.GetValue(Truth)!, parse.GetValue(Measured)!, (parse.GetValue(TruthColumn) ?? column, column, parse.GetValue(Strata)));
        Report("only in the truth", table.OnlyInTruth);
        Report("only in the measurement", table.OnlyInMeasured);
        Report("not two numbers", table.Unusable);
        PairedAgreement agreement = UsageException.Check(() => PairedAgreement.Of(table.Pairs, options, token));
        if (parse.GetValue(Out) is { } folder)
        {
            AgreementFiles.Write(agreement, table, options, folder);
        }

        if (parse.GetValue(Format) == "json")
        {
            Console.Out.Write(AgreementFiles.Json(agreement, table, options));
            return ExitCodes.Good;
        }

        foreach ((string name, string value) in AgreementFigure.Rows(agreement))
        {
            Console.Out.WriteLine($"{name,-30} {value}");
        }

        return ExitCodes.Good;
    }

    private static int CompareMasks(ParseResult parse, CancellationToken token)
    {
        (string truth, string measured) = (parse.GetValue(Truth)!, parse.GetValue(Measured)!);
        MaskAgreement agreement = MaskAgreement.OfFolders(truth, measured, token);
        Report("only in the truth", agreement.OnlyInTruth);
        Report("only in the measurement", agreement.OnlyInMeasured);
        if (parse.GetValue(Out) is { } folder)
        {
            MaskAgreementFiles.Write(agreement, (truth, measured), folder, token);
        }

        Console.Out.Write(parse.GetValue(Format) == "json" ? MaskAgreementFiles.Json(agreement) : MaskAgreementFiles.Text(agreement));
        return agreement.HasErrors ? ExitCodes.BadImageOrModel : ExitCodes.Good;
    }

    private static void Report(string what, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            Console.Error.WriteLine($"marrow: {what}: {string.Join("; ", names)}");
        }
    }
}
