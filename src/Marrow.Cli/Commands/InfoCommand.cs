using System.CommandLine;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli;

/// <summary><c>marrow info</c>: what pictures and slides say of themselves.</summary>
internal static class InfoCommand
{
    private static readonly Argument<string[]> Files = new("file") { Description = "Pictures or slides.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Format = WordOption.Format("text", "json");

    public static Command Create() =>
        new Command("info", "Print format, size, levels, resolution, objective, associated images and properties.") { Files, Format }.Does(Describe);

    private static int Describe(ParseResult parse, CancellationToken token)
    {
        bool json = parse.GetValue(Format) == "json";
        List<Entry> entries = [];
        List<Exception> failures = [];
        foreach (string path in parse.GetValue(Files)!)
        {
            token.ThrowIfCancellationRequested();
            try
            {
                using Slide slide = Slide.Open(path);
                SlideInfo info = SlideInfo.Of(slide);
                entries.Add(new Entry(path, info, null));
                Console.Out.Write(json ? "" : info.ToText());
            }
            catch (Exception failure) when (failure is SlideFormatException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"marrow: {failure.Message}");
                entries.Add(new Entry(path, null, failure.Message));
                failures.Add(failure);
            }
        }

        Console.Out.Write(json ? StrictJson.Write(new Report("marrow.info/1", entries)) : "");
        return ExitCodes.OfBatch(failures);
    }

    private sealed record Entry(string File, SlideInfo? Info, string? Error);

    private sealed record Report(string Schema, IReadOnlyList<Entry> Files);
}
