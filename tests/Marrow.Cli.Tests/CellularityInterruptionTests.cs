using System.Diagnostics;

namespace Marrow.Cli.Tests;

public class CellularityInterruptionTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void Control_c_a_request_to_end_and_a_lost_terminal_are_130_and_leave_no_part_of_a_slide(string signal)
    {
        using CellularityFolder folder = new();
        string slide = folder.Section("large.png", width: 5000, height: 4000);
        using Process process = MarrowProcess.StartInterruptible("cellularity", slide, "--out", folder.Output);
        WaitUntil(() => Directory.Exists(folder.Output) && Directory.GetDirectories(folder.Output).Length > 0, process);
        using (Process kill = Process.Start("kill", ["-" + signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        Assert.Equal("cancelled", MarrowProcess.Wait(process).Refusal(ExitCodes.Cancelled));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Output));
    }

    [Fact]
    public void Killed_at_any_moment_and_run_again_gives_the_bytes_of_an_undisturbed_run()
    {
        using CellularityFolder folder = new();
        string[] slides = [folder.Section("a.png", 1), folder.Section("b.png", 2), folder.Section("c.png", 3)];
        string calm = folder.PathOf("calm");
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, MarrowProcess.Run(["cellularity", .. slides, "--out", calm]).Code);
        TimeSpan whole = watch.Elapsed;
        Random random = new(20260101);
        for (int i = 0; i < 8; i++)
        {
            using Process process = MarrowProcess.Start(["cellularity", .. slides, "--out", folder.Output]);
            process.WaitForExit(whole * random.NextDouble());
            process.Kill();
            process.WaitForExit();
        }

        Assert.Equal(0, MarrowProcess.Run(["cellularity", .. slides, "--out", folder.Output]).Code);
        Assert.Equal(CellularityFolder.Snapshot(calm), CellularityFolder.Snapshot(folder.Output));
    }

    private static void WaitUntil(Func<bool> condition, Process process)
    {
        for (int i = 0; i < 6000 && !condition() && !process.HasExited; i++)
        {
            Thread.Sleep(10);
        }

        Assert.False(process.HasExited, "the run ended before it could be interrupted");
    }
}
