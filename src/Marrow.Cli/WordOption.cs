using System.CommandLine;

namespace Marrow.Cli;

/// <summary>An option that takes one of a few words, the first where none is given; <see cref="OptionValues"/> refuses others.</summary>
internal sealed class WordOption : Option<string>
{
    public WordOption(string name, params string[] words)
        : base(name)
    {
        Words = words;
        DefaultValueFactory = _ => words[0];
        this.AcceptOnlyFromAmong(words);
    }

    public IReadOnlyList<string> Words { get; }

    /// <summary>The <c>--format</c> of a verb.</summary>
    public static WordOption Format(params string[] formats) => new("--format", formats) { Description = $"What goes to stdout: {string.Join(" or ", formats)}." };
}
