using System.CommandLine;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli;

/// <summary><c>marrow stain fit</c>: measures a reference and saves it as JSON.</summary>
internal static class StainFitCommand
{
    private static readonly Option<string?> Out = new("--out") { Description = "The reference to write (default: stdout)." };

    public static Command Create() => new Command("fit", "Measure a reference from one or more pictures or slides.")
    {
        StainSettings.Inputs, StainSettings.Method, StainSettings.Convention, StainSettings.Stains, StainSettings.Vectors, StainSettings.Alpha, StainSettings.Beta,
        StainSettings.TransmittedLight, StainSettings.KeepResidual, StainSettings.Threads, Out,
    }.Does((parse, token) =>
    {
        StainOptions options = StainSettings.Measurement(parse, null);
        string? path = WrittenFile.Of(parse, Out, UsageException.Check(() => StainRun.Files(parse.GetValue(StainSettings.Inputs)!)));
        StainStatistics reference = UsageException.Check(() => StainRun.Fit(parse.GetValue(StainSettings.Inputs)!, options, token));
        if (path is not null)
        {
            StainReferenceFile.Write(path, reference);
        }
        else
        {
            Console.Out.Write(StrictJson.Write(reference));
        }

        return ExitCodes.Good;
    });
}
