using System.CommandLine;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli;

/// <summary><c>marrow doctor</c>: what is installed, what is missing, and the command that mends it.</summary>
internal static class DoctorCommand
{
    private static readonly Option<string> Format = WordOption.Format("text", "json");

    public static Command Create() =>
        new Command("doctor", "Say what is installed, what is missing and the command that mends it.") { Format }.Does(Examine);

    private static int Examine(ParseResult parse, CancellationToken token)
    {
        IReadOnlyList<LibraryStatus> libraries = Installation.Check();
        IReadOnlyList<string> instructions = Installation.Instructions();
        if (parse.GetValue(Format) == "json")
        {
            Console.Out.Write(StrictJson.Write(new Report("marrow.doctor/1", libraries, instructions)));
        }
        else
        {
            foreach (LibraryStatus library in libraries)
            {
                Console.Out.WriteLine(Line(library));
            }

            Console.Out.WriteLine(Line(new LibraryStatus("processor", "kernels of our own for networks", instructions.Count == 0 ? "none of AVX-512" : string.Join(' ', instructions))));
        }

        return libraries.All(library => library.Problem is null) ? ExitCodes.Good : ExitCodes.Files;
    }

    private static string Line(LibraryStatus library) => library.Problem is null
        ? $"good     {library.Name,-13} {library.Version,-28} {library.Purpose}"
        : $"missing  {library.Name,-13} {library.Problem}; run: {library.Remedy}";

    private sealed record Report(string Schema, IReadOnlyList<LibraryStatus> Libraries, IReadOnlyList<string> Processor);
}
