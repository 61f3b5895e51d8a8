using System.CommandLine;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli;

/// <summary><c>marrow stain augment</c>: copies of pictures as if they had been stained a little differently.</summary>
internal static class StainAugmentCommand
{
    private static readonly Option<string> Out = new("--out") { Description = "Folder for the copies NAME.1.png … and the contact sheet.", Required = true };
    private static readonly Option<int> Copies = new("--copies") { Description = "Copies of each picture.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Seed = new("--seed") { Description = "The same seed gives the same copies." };
    private static readonly Option<double> Strength = new("--strength") { Description = "Each stain's concentration is multiplied by a number in 1 ± this.", DefaultValueFactory = _ => 0.2 };
    private static readonly Option<double> Shift = new("--shift") { Description = "Each stain's concentration is moved by a number in ± this.", DefaultValueFactory = _ => 0.2 };

    public static Command Create() => new Command("augment", "Make copies of pictures with their stains perturbed, to train on.")
    {
        StainSettings.Inputs, Out, Copies, Seed, Strength, Shift, StainSettings.Method, StainSettings.Stains, StainSettings.Vectors, StainSettings.Alpha, StainSettings.Beta,
        StainSettings.TransmittedLight, StainSettings.KeepBackground, StainSettings.Threads, StainSettings.Format,
    }.Does((parse, token) =>
    {
        StainRunOptions run = new() { Stain = StainSettings.Measurement(parse, null), Folder = parse.GetValue(Out)! };
        StainCopies copies = UsageException.Check(() => new StainCopies
        {
            Count = parse.GetValue(Copies),
            Augmentation = new StainAugmentationOptions { Strength = parse.GetValue(Strength), Shift = parse.GetValue(Shift), Seed = parse.GetValue(Seed) },
        });
        return StainSettings.Finish(parse, UsageException.Check(() => StainRun.Augment(parse.GetValue(StainSettings.Inputs)!, (run, copies), StainSettings.Report, token)));
    });
}
