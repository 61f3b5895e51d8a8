using System.CommandLine;
using System.CommandLine.Parsing;
using Marrow.Slides;

namespace Marrow.Cli;

/// <summary>Keeps a verb from writing over what it reads.</summary>
internal static class WrittenFile
{
    /// <summary>The file that an option names; null where it is not given. Asked before anything is done.</summary>
    /// <param name="read">Inputs that the command line does not name one by one.</param>
    /// <exception cref="IOException">It is an input too, through links or not.</exception>
    public static string? Of(ParseResult parse, Option option, params IEnumerable<string> read)
    {
        string? path = parse.GetResult(option)?.Tokens is [{ Value: var given }, ..] ? given : null;
        if (path is not null)
        {
            Keep(path, parse, option, read);
        }

        return path;
    }

    /// <summary>Refuses to write a file that is an input.</summary>
    /// <param name="option">Says where the file goes.</param>
    /// <param name="read">Inputs that the command line does not name one by one.</param>
    /// <exception cref="IOException">It is an input, through links or not.</exception>
    public static void Keep(string path, ParseResult parse, Option option, params IEnumerable<string> read)
    {
        if (!File.Exists(path))
        {
            return;
        }

        string target = Real(path);
        IEnumerable<string> named = parse.CommandResult.Children.Where(child => child is not OptionResult result || result.Option != option).SelectMany(child => child.Tokens).Select(token => token.Value);
        if (named.Concat(read).Any(input => File.Exists(input) && Real(input) == target))
        {
            throw new IOException($"{path}: is an input, and would be written over; name another {(Directory.Exists(parse.GetResult(option)?.Tokens[0].Value) ? "folder" : "file")} for {option.Name}");
        }
    }

    private static string Real(string file)
    {
        string target = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(file);
        return Path.Combine(RealPath.Of(Path.GetDirectoryName(target)!), Path.GetFileName(target));
    }
}
