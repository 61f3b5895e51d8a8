using System.CommandLine;
using Marrow.Cli;
using Marrow.Torch;

TorchLibrary.ShortenWaits();
Console.SetOut(new StandardText(Console.OpenStandardOutput, isDispensable: false));
Console.SetError(new StandardText(Console.OpenStandardError, isDispensable: true));

// The verbs, in the order in which help lists them; each is one file in Commands/.
(string Name, Func<Command> Create)[] verbs =
[
    ("cellularity", CellularityCommand.Create),
    ("agree", AgreeCommand.Create),
    ("phantom", PhantomCommand.Create),
    ("segment", SegmentCommand.Create),
    ("stain", StainCommand.Create),
    ("radiomics", RadiomicsCommand.Create),
    ("info", InfoCommand.Create),
    ("doctor", DoctorCommand.Create),
];

// Where one is named, the others' options need not be made.
bool isNamed = args.Length > 0 && Array.Exists(verbs, verb => verb.Name == args[0]);
RootCommand root = new("Quantitative hematopathology: cellularity, segmentation, stains and features of marrow pictures and slides.");
foreach ((string name, Func<Command> create) in verbs)
{
    if (!isNamed || name == args[0])
    {
        root.Add(create());
    }
}

ParseResult parse = root.Parse(args);
string[] refused = [.. OptionValues.Refusals(parse)];
string[] errors = refused.Length > 0 ? refused : [.. parse.Errors.Select(error => error.Message)];
if (errors.Length > 0)
{
    foreach (string error in errors)
    {
        Console.Error.WriteLine($"marrow: {error.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal)}");
    }

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
