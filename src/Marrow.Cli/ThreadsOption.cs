using System.CommandLine;

namespace Marrow.Cli;

/// <summary>The <c>--threads</c> of a verb: 1 to 256, all processors where it is not given.</summary>
internal sealed class ThreadsOption : Option<int?>
{
    private const int Most = 256;

    public ThreadsOption()
        : base("--threads") => Description = $"Threads at most, 1 to {Most} (default: all processors).";

    /// <summary>As asked for; null where it was not.</summary>
    /// <exception cref="UsageException">Out of range.</exception>
    public int? Asked(ParseResult parse) => parse.GetValue(this) is not { } threads ? null
        : threads is >= 1 and <= Most ? threads : throw new UsageException($"--threads takes 1 to {Most}, got {threads}");

    /// <inheritdoc cref="Asked"/>
    public int Count(ParseResult parse) => Asked(parse) ?? Environment.ProcessorCount;
}
