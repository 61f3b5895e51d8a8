using System.CommandLine;

namespace Marrow.Cli;

/// <summary><c>marrow phantom</c>: pictures with known truth.</summary>
internal static class PhantomCommand
{
    public static Command Create() => new("phantom", "Draw pictures whose truth is known exactly.")
    {
        PhantomSectionCommand.Create(),
        PhantomDataSetCommand.Create(),
    };
}
