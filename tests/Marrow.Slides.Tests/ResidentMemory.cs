using System.Diagnostics;

namespace Marrow.Slides.Tests;

/// <summary>Runs this assembly's Program.cs as a process of its own and says how much memory it took.</summary>
internal static class ResidentMemory
{
    public static long PeakMegabytes(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [typeof(ResidentMemory).Assembly.Location, .. arguments]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return long.Parse(output);
    }
}
