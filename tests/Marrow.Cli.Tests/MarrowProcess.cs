using System.Diagnostics;
using Marrow.Tests;

namespace Marrow.Cli.Tests;

/// <summary>Runs the published <c>marrow</c>, as ./test and ./marrow build it, as a process of its own.</summary>
internal static class MarrowProcess
{
    public static string Executable { get; } = Path.Combine(SharedData.Checkout, "artifacts", "marrow", "marrow");

    public static ProcessAnswer Run(params string[] arguments)
    {
        using Process process = Start(arguments);
        return Wait(process);
    }

    /// <summary>Runs a shell line in which <c>$MARROW</c> is the program.</summary>
    public static ProcessAnswer Shell(string line)
    {
        using Process process = Start("/bin/bash", ["-c", line]);
        return Wait(process);
    }

    public static Process Start(params string[] arguments) => Start(Executable, arguments);

    /// <summary>Starts it so that Ctrl-C and the terminal's end reach it, even where the tests themselves run in the background with these signals ignored.</summary>
    public static Process StartInterruptible(params string[] arguments) => Start("/usr/bin/env", ["--default-signal=INT", "--default-signal=HUP", Executable, .. arguments]);

    public static ProcessAnswer Wait(Process process)
    {
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(5)), "marrow did not end within five minutes");
        return new ProcessAnswer(process.ExitCode, output, errors.GetAwaiter().GetResult());
    }

    private static Process Start(string program, string[] arguments)
    {
        Assert.True(File.Exists(Executable), "artifacts/marrow/marrow is missing; ./test builds it");
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MARROW"] = Executable;
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        return Process.Start(start)!;
    }
}
