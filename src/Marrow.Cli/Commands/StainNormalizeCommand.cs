using System.CommandLine;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli;

/// <summary><c>marrow stain normalize</c>: brings pictures and slides to a reference.</summary>
internal static class StainNormalizeCommand
{
    private static readonly Option<string> Out = new("--out") { Description = "Folder for the results and the contact sheet.", Required = true };

    public static Command Create() => new Command("normalize", "Bring pictures (PNG out) and slides (pyramidal TIFF out) to a reference.")
    {
        StainSettings.Inputs, Out, StainSettings.Reference, StainSettings.Method, StainSettings.Convention, StainSettings.Stains, StainSettings.Vectors, StainSettings.Alpha, StainSettings.Beta,
        StainSettings.TransmittedLight, StainSettings.KeepBackground, StainSettings.KeepResidual, StainSettings.Threads, StainSettings.Format,
    }.Does((parse, token) =>
    {
        StainStatistics? given = StainSettings.ReadReference(parse);
        StainOptions options = StainSettings.Measurement(parse, given);
        StainStatistics reference = given ?? Published(options);
        StainRunOptions run = new() { Stain = options, Reference = reference, Folder = parse.GetValue(Out)! };
        return StainSettings.Finish(parse, UsageException.Check(() => StainRun.Normalize(parse.GetValue(StainSettings.Inputs)!, run, StainSettings.Report, token)));
    });

    private static StainStatistics Published(StainOptions options) =>
        options is { Method: StainMethod.Macenko, Convention: StainConvention.Standard, Stains: StainPair.HaematoxylinEosin }
            ? PublishedStains.MacenkoReference
            : throw new UsageException("only Macenko's method on H&E has a published reference; give --reference (marrow stain fit makes one)");
}
