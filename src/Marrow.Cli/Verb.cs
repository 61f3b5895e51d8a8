using System.CommandLine;
using System.Runtime.InteropServices;

namespace Marrow.Cli;

/// <summary>Runs a verb: Ctrl-C, a request to end and a terminal that hangs up become cancellation, failures from outside one sentence on stderr and their exit code.</summary>
internal static class Verb
{
    /// <summary>Gives a command its body; the body returns an exit code and prints results to stdout, progress to stderr.</summary>
    public static Command Does(this Command command, Func<ParseResult, CancellationToken, int> body)
    {
        command.SetAction(parse => Run(token => body(parse, token)));
        return command;
    }

    private static int Run(Func<CancellationToken, int> body)
    {
        using var cancellation = new CancellationTokenSource();
        void Cancel(PosixSignalContext context)
        {
            context.Cancel = true;
            cancellation.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Cancel);
        try
        {
            return body(cancellation.Token);
        }
        catch (Exception failure) when (ExitCodes.For(failure) is not null)
        {
            Console.Error.WriteLine(failure is OperationCanceledException ? "marrow: cancelled" : $"marrow: {failure.Message}");
            return ExitCodes.For(failure)!.Value;
        }
        catch (DllNotFoundException failure)
        {
            // The runtime's own message is a paragraph; the library's name stands in it between quotes.
            string library = failure.Message.Split('\'').ElementAtOrDefault(1) ?? "a library";
            Console.Error.WriteLine($"marrow: {library} cannot be loaded; marrow doctor says what to install");
            return ExitCodes.Files;
        }
    }
}
