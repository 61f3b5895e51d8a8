using System.CommandLine;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli;

/// <summary><c>marrow stain separate</c>: takes pictures and slides apart into their stains.</summary>
internal static class StainSeparateCommand
{
    private static readonly Option<string> Out = new("--out") { Description = "Folder for the results and the contact sheet.", Required = true };

    public static Command Create() => new Command("separate", "Take pictures and slides apart into two stains, residual and concentrations.")
    {
        StainSettings.Inputs, Out, StainSettings.Reference, StainSettings.Method, StainSettings.Convention, StainSettings.Stains, StainSettings.Vectors, StainSettings.Alpha, StainSettings.Beta,
        StainSettings.TransmittedLight, StainSettings.KeepBackground, StainSettings.Threads, StainSettings.Format,
    }.Does((parse, token) =>
    {
        StainStatistics? look = StainSettings.ReadReference(parse);
        StainRunOptions run = new() { Stain = StainSettings.Measurement(parse, look), Reference = look, Folder = parse.GetValue(Out)! };
        return StainSettings.Finish(parse, UsageException.Check(() => StainRun.Separate(parse.GetValue(StainSettings.Inputs)!, run, StainSettings.Report, token)));
    });
}
