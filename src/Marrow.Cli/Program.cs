using System.CommandLine;
using Marrow.Cli;
using Marrow.Torch;

TorchLibrary.ShortenWaits();
Console.SetOut(new StandardText(Console.OpenStandardOutput, isDispensable: false));
Console.SetError(new StandardText(Console.OpenStandardError, isDispensable: true));

// The verbs, in the order in which help lists them; each is one file in Commands/.
RootCommand root = new("Quantitative hematopathology: cellularity, segmentation, stains and features of marrow pictures and slides.")
{
    CellularityCommand.Create(),
    AgreeCommand.Create(),
    PhantomCommand.Create(),
    SegmentCommand.Create(),
    StainCommand.Create(),
    RadiomicsCommand.Create(),
    InfoCommand.Create(),
    DoctorCommand.Create(),
};

ParseResult parse = root.Parse(args);
string[] unknown = [.. OptionValues.UnknownOptions(parse)], refused = [.. OptionValues.Refusals(parse)];
string[] errors = unknown.Length > 0 ? unknown : refused.Length > 0 ? refused : [.. parse.Errors.Select(error => error.Message)];
foreach (string error in errors)
{
    Console.Error.WriteLine($"marrow: {error.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal)}");
}

if (errors.Length > 0 && errors == refused)
{
    return ExitCodes.BadValue;
}

if (errors.Length > 0)
{
    Console.Error.WriteLine("marrow: see marrow --help");
    return ExitCodes.BadCommandLine;
}

try
{
    return parse.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (IOException failure)
{
    // Help and version; a verb has its own.
    Console.Error.WriteLine($"marrow: {failure.Message}");
    return ExitCodes.Files;
}
