using System.CommandLine;
using System.CommandLine.Parsing;
using Marrow.Cli;
using Marrow.Torch;

TorchLibrary.ShortenWaits();

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
if (parse.Errors.Count > 0)
{
    foreach (ParseError error in parse.Errors)
    {
        Console.Error.WriteLine($"marrow: {error.Message}");
    }

    Console.Error.WriteLine("marrow: see marrow --help");
    return ExitCodes.BadCommandLine;
}

return parse.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
