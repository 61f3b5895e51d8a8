using System.CommandLine;

namespace Marrow.Cli;

/// <summary><c>--format</c> of a verb: one of a few words, the first where none is given.</summary>
internal sealed class FormatOption : Option<string>
{
    private FormatOption(string[] words)
        : base("--format")
    {
        Words = words;
        Description = $"What goes to stdout: {string.Join(" or ", words)}.";
        DefaultValueFactory = _ => words[0];
        this.AcceptOnlyFromAmong(words);
    }

    public IReadOnlyList<string> Words { get; }

    public static Option<string> Of(params string[] words) => new FormatOption(words);
}
