using System.CommandLine;

namespace Marrow.Cli;

/// <summary><c>--format</c> of a verb: one of a few words, the first where none is given.</summary>
internal static class FormatOption
{
    public static Option<string> Of(params string[] formats)
    {
        Option<string> option = new("--format") { Description = $"What goes to stdout: {string.Join(" or ", formats)}.", DefaultValueFactory = _ => formats[0] };
        return option.AcceptOnlyFromAmong(formats);
    }
}
