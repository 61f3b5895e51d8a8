using System.Diagnostics;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli.Tests;

/// <summary>Runs of <c>marrow stain</c> that are interrupted, killed, starved of disk or started twice.</summary>
public sealed class StainInterruptionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stain").FullName;

    private string Output => Path.Combine(_folder, "out");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("normalize")]
    [InlineData("separate")]
    [InlineData("augment")]
    public void Control_c_is_130_and_what_is_there_is_whole(string verb)
    {
        string[] pictures = [.. Enumerable.Range(0, 12).Select(i => Draw($"p{i}.png", i))];
        using Process process = MarrowProcess.StartInterruptible(["stain", verb, .. pictures, "--out", Output]);
        WaitUntil(() => Directory.Exists(Output) && Directory.GetFiles(Output, "*.png").Length > 0, process);
        using (Process kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        ProcessAnswer answer = MarrowProcess.Wait(process);
        Assert.Equal((ExitCodes.Cancelled, ""), (answer.Code, answer.Output));
        Assert.EndsWith("marrow: cancelled\n", answer.Errors);
        Assert.Empty(Directory.GetFiles(Output, ".*"));
        Assert.All(Directory.GetFiles(Output, "*.png"), file => Assert.Equal(new PixelSize(700, 700), PictureFile.ReadRgb(file).Size));
    }

    [Theory]
    [InlineData("normalize")]
    [InlineData("separate")]
    public void Control_c_is_noticed_while_one_picture_is_done(string verb)
    {
        string picture = Path.Combine(_folder, "large.png");
        PictureFile.WritePng(picture, Drawn(new PixelSize(4000, 4000), 1));
        using Process process = MarrowProcess.StartInterruptible(["stain", verb, picture, "--out", Output]);
        WaitUntil(() => File.Exists(Path.Combine(Output, ".marrow-lock")), process);
        using (Process kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        ProcessAnswer answer = MarrowProcess.Wait(process);
        Assert.Equal((ExitCodes.Cancelled, "marrow: cancelled\n"), (answer.Code, answer.Errors));
        Assert.Empty(Directory.GetFiles(Output));
    }

    [Fact]
    public void Killed_at_any_moment_and_run_again_gives_the_bytes_of_an_undisturbed_run()
    {
        string[] run = ["stain", "normalize", .. Enumerable.Range(0, 4).Select(i => Draw($"p{i}.png", i)), "--out"];
        string calm = Path.Combine(_folder, "calm");
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, MarrowProcess.Run([.. run, calm]).Code);
        TimeSpan whole = watch.Elapsed;
        var random = new Random(20260101);
        for (int i = 0; i < 6; i++)
        {
            using Process process = MarrowProcess.Start([.. run, Output]);
            process.WaitForExit(whole * random.NextDouble());
            process.Kill();
            process.WaitForExit();
        }

        File.WriteAllText(Path.Combine(Output, $".{Guid.NewGuid():N}.tmp.png"), "left by a killed run");
        Assert.Equal(0, MarrowProcess.Run([.. run, Output]).Code);
        Assert.Equal(Snapshot(calm), Snapshot(Output));
    }

    [Fact]
    public void A_disk_that_takes_no_more_is_4_and_leaves_nothing_half_written()
    {
        // A limit on file size stands in for a full disk: 200 blocks of 1,024 bytes are less than a picture.
        string line = $"exec \"$MARROW\" stain normalize '{Draw("p.png", 1)}' --out '{Output}' --format json";
        ProcessAnswer answer = MarrowProcess.Shell($"trap '' XFSZ; ulimit -f 200; DOTNET_EnableWriteXorExecute=0 {line}");
        Assert.True(answer.Code == ExitCodes.Files, answer.Errors);
        Assert.DoesNotContain("p.png", Directory.GetFiles(Output).Select(Path.GetFileName));
        Assert.Empty(Directory.GetFiles(Output, ".*"));
        Assert.All(answer.Errors.TrimEnd('\n').Split('\n'), sentence => Assert.StartsWith("marrow: ", sentence));
        Assert.Contains(Path.Combine(Output, "p.png"), answer.Errors);
    }

    [Fact]
    public void A_folder_that_another_run_writes_to_is_refused()
    {
        Directory.CreateDirectory(Output);
        using (new FileStream(Path.Combine(Output, ".marrow-lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal($"{Output}: another run is writing to this folder", MarrowProcess.Run("stain", "normalize", Draw("p.png", 1), "--out", Output).Refusal(ExitCodes.Files));
        }
    }

    private static string[] Snapshot(string folder) =>
        [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)} {FileHash.Sha256(file)}")];

    private static void WaitUntil(Func<bool> condition, Process process)
    {
        for (int i = 0; i < 3000 && !condition() && !process.HasExited; i++)
        {
            Thread.Sleep(5);
        }

        Assert.False(process.HasExited, "the run ended before it could be interrupted");
    }

    private string Draw(string name, int seed)
    {
        string path = Path.Combine(_folder, name);
        PictureFile.WritePng(path, Drawn(new PixelSize(700, 700), seed));
        return path;
    }

    /// <summary>Violet and pink noise.</summary>
    private static Raster<byte> Drawn(PixelSize size, int seed)
    {
        var random = new Random(seed);
        var picture = new Raster<byte>(size.Width, size.Height, 3);
        for (int pixel = 0; pixel < size.Area; pixel++)
        {
            int noise = random.Next(40);
            bool isViolet = pixel / 30 % 2 == 0;
            picture.Samples[pixel * 3] = (byte)((isViolet ? 90 : 170) + noise);
            picture.Samples[(pixel * 3) + 1] = (byte)((isViolet ? 60 : 90) + noise);
            picture.Samples[(pixel * 3) + 2] = (byte)((isViolet ? 130 : 150) + noise);
        }

        return picture;
    }
}
