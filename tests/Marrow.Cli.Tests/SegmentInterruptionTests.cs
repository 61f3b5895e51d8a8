using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Marrow.Cli.Tests;

/// <summary>Trainings that are killed, interrupted, starved of disk or started twice.</summary>
[Collection(PlannedCells.Name)]
public sealed class SegmentInterruptionTests(PlannedCells planned) : IDisposable
{
    private readonly SegmentFolder folder = new(planned.Folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Killed_at_any_moment_and_continued_a_training_ends_with_the_bytes_of_an_undisturbed_one()
    {
        var watch = Stopwatch.StartNew();
        SegmentFolder.Good(folder.Training("calm"));
        TimeSpan whole = watch.Elapsed;
        foreach (double share in new[] { 0.4, 0.55, 0.65, 0.5, 0.7, 0.6, 0.75, 0.8 })
        {
            using Process process = MarrowProcess.Start(folder.Training("broken", "--continue"));
            process.WaitForExit(whole * share);
            process.Kill();
            process.WaitForExit();
        }

        SegmentFolder.Good(folder.Training("broken", "--continue"));
        Assert.Equal(Snapshot("calm"), Snapshot("broken"));
        Assert.Contains("is complete", MarrowProcess.Run(folder.Training("broken", "--continue")).Errors);
    }

    [Fact]
    public void A_disk_that_takes_no_more_is_4_and_the_last_good_state_goes_on()
    {
        SegmentFolder.Good(folder.Training("calm"));
        StopAfterFirstEpoch("starved");
        string latest = folder.PathOf("starved", "fold_0", "checkpoint_latest.pth");
        byte[] before = File.ReadAllBytes(latest);

        // A limit on file size stands in for a full disk: 200 blocks of 1,024 bytes are less than a checkpoint.
        string line = string.Join(' ', folder.Training("starved", "--continue").Select(word => $"'{word}'"));
        ProcessAnswer answer = MarrowProcess.Shell($"trap '' XFSZ; ulimit -f 200; DOTNET_EnableWriteXorExecute=0 exec \"$MARROW\" {line}");
        answer.Refusal(ExitCodes.Files);
        Assert.Equal(before, File.ReadAllBytes(latest));
        Assert.DoesNotContain(Directory.GetFiles(folder.PathOf("starved", "fold_0")), file => Path.GetExtension(file) is ".tmp" or ".unfinished");
        SegmentFolder.Good(folder.Training("starved", "--continue"));
        Assert.Equal(Snapshot("calm"), Snapshot("starved"));
    }

    [Fact]
    public void Control_c_is_130() => StopAfterFirstEpoch("stopped");

    [Fact]
    public void A_second_training_in_one_folder_is_refused()
    {
        using Process first = MarrowProcess.Start(folder.Training("twice", "--epochs", "1000"));
        WaitFor(folder.PathOf("twice", "fold_0", "checkpoint_latest.pth"), first);
        string sentence = MarrowProcess.Run(folder.Training("twice", "--continue")).Refusal(ExitCodes.Files);
        first.Kill();
        first.WaitForExit();
        Assert.Equal($"{folder.PathOf("twice", "fold_0")}: another training is running in this folder", sentence);
    }

    [Fact]
    public void A_training_is_not_overwritten_unasked()
    {
        StopAfterFirstEpoch("kept");
        Assert.Equal(
            $"{folder.PathOf("kept", "fold_0")}: holds a training already; add --continue to go on with it, or name another folder with --out",
            MarrowProcess.Run(folder.Training("kept")).Refusal(ExitCodes.Files));
    }

    [Fact]
    public void A_run_with_other_settings_is_not_gone_on_with()
    {
        StopAfterFirstEpoch("mixed");
        Assert.Equal(
            $"{folder.PathOf("mixed", "fold_0")}: was begun with seed 0, not 7; go on with the same, or name another folder with --out",
            MarrowProcess.Run(folder.Training("mixed", "--continue", "--seed", "7")).Refusal(ExitCodes.Files));
        folder.EditPlans(architecture => architecture["arch_kwargs"]!["n_conv_per_stage_decoder"] = new System.Text.Json.Nodes.JsonArray(1, 1));
        Assert.Equal($"{folder.PathOf("mixed", "fold_0")}: was begun with other plans; go on with the same, or name another folder with --out", MarrowProcess.Run(folder.Training("mixed", "--continue")).Refusal(ExitCodes.Files));
    }

    [Fact]
    public void What_a_killed_training_had_begun_to_write_goes()
    {
        string fold = folder.PathOf("killed", "fold_0");
        string[] begun = [Path.Combine(fold, "checkpoint_latest.pth.unfinished"), Path.Combine(fold, $".{Guid.NewGuid():N}.tmp.png"), Path.Combine(fold, "validation", $".{Guid.NewGuid():N}.tmp.json")];
        Directory.CreateDirectory(Path.Combine(fold, "validation"));
        Array.ForEach(begun, file => File.WriteAllText(file, ""));
        File.WriteAllText(Path.Combine(fold, ".mine.tmp"), "");
        SegmentFolder.Good(folder.Training("killed", "--continue", "--epochs", "1"));
        Assert.DoesNotContain(begun, File.Exists);
        Assert.True(File.Exists(Path.Combine(fold, ".mine.tmp")));
    }

    [Fact]
    public void Going_on_from_nothing_is_said()
    {
        ProcessAnswer answer = MarrowProcess.Run(folder.Training("fresh", "--continue", "--epochs", "1"));
        Assert.Equal(ExitCodes.Good, answer.Code);
        Assert.StartsWith($"marrow: {folder.PathOf("fresh", "fold_0")}: no saved state to go on from; the training begins anew", answer.Errors);
    }

    [Fact]
    public void Threads_change_no_byte_of_a_training()
    {
        byte[] Final(string model, string threads)
        {
            SegmentFolder.Good(folder.Training(model, "--threads", threads));
            return File.ReadAllBytes(folder.PathOf(model, "fold_0", "checkpoint_final.pth"));
        }

        if (System.Runtime.Intrinsics.X86.Avx512DQ.IsSupported)
        {
            Assert.Equal(Final("one", "1"), Final("three", "3"));
        }
    }

    // Interrupted as Ctrl-C does once the first state is saved.
    private void StopAfterFirstEpoch(string model)
    {
        using Process process = MarrowProcess.StartInterruptible(folder.Training(model));
        WaitFor(folder.PathOf(model, "fold_0", "checkpoint_latest.pth"), process);
        using (Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        ProcessAnswer answer = MarrowProcess.Wait(process);
        Assert.Equal(ExitCodes.Cancelled, answer.Code);
        Assert.Equal("marrow: cancelled", answer.Errors.TrimEnd().Split('\n')[^1]);
        Assert.False(File.Exists(folder.PathOf(model, "fold_0", "checkpoint_final.pth")));
    }

    private static void WaitFor(string file, Process process)
    {
        for (int i = 0; i < 6000 && !File.Exists(file) && !process.HasExited; i++)
        {
            Thread.Sleep(5);
        }

        Assert.False(process.HasExited, "the training ended before it could be disturbed");
    }

    /// <summary>Every file of a model with its hash; scores name their own folder, which is left out of them.</summary>
    private SortedDictionary<string, string> Snapshot(string model) => new(
        Directory.EnumerateFiles(folder.PathOf(model), "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(folder.PathOf(model), file),
            file => Path.GetFileName(file) == "summary.json"
                ? File.ReadAllText(file).Replace(folder.PathOf(model), "", StringComparison.Ordinal)
                : Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);
}
