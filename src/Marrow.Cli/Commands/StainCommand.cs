using System.CommandLine;

namespace Marrow.Cli;

/// <summary>The verb <c>stain</c>: measure, normalize, separate and perturb stains of pictures, folders and slides.</summary>
internal static class StainCommand
{
    public static Command Create() => new("stain", "Measure, normalize, separate and perturb stains (Macenko, Reinhard, Vahadane, colour deconvolution).")
    {
        StainFitCommand.Create(),
        StainNormalizeCommand.Create(),
        StainSeparateCommand.Create(),
        StainAugmentCommand.Create(),
    };
}
