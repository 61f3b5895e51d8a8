using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Marrow.Imaging;
using Marrow.Slides;
using Marrow.Tests;

namespace Marrow.Cli.Tests;

/// <summary><c>marrow segment predict</c> as a process: killed, starved of disk, on other threads, past glass, over folds and of regions.</summary>
[Collection(TrainedCells.Name)]
public sealed class SegmentPredictionTests(TrainedCells cells) : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("marrow-predict-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Killed_at_any_moment_and_continued_a_batch_ends_with_the_bytes_of_an_undisturbed_one()
    {
        var watch = Stopwatch.StartNew();
        Predict("calm", "--probabilities");
        TimeSpan whole = watch.Elapsed;
        foreach (double share in new[] { 0.5, 0.9, 0.7, 0.8, 0.6, 0.85, 0.95 })
        {
            using Process process = MarrowProcess.Start(Line("broken", "--probabilities", "--continue"));
            process.WaitForExit(whole * share);
            process.Kill();
            process.WaitForExit();
        }

        Predict("broken", "--probabilities", "--continue");
        Assert.Equal(Snapshot("calm"), Snapshot("broken"));
        string[] again = Predict("broken", "--probabilities", "--continue").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(10, again.Length);
        Assert.All(again, line => Assert.EndsWith("there already", line));
    }

    [Fact]
    public void A_disk_that_takes_no_more_is_4_and_leaves_nothing_half_written()
    {
        string pictures = Path.Combine(root, "pictures");
        Directory.CreateDirectory(pictures);
        File.Copy(Path.Combine(cells.Pictures, "cell0.png"), Path.Combine(pictures, "a.png"));
        PictureFile.WritePng(Path.Combine(pictures, "b.png"), Noise(900, 700));
        SegmentFolder.Good("segment", "predict", cells.Model, pictures, At("calm"), "--probabilities", "--threads", "2");

        // A limit on file size stands in for a full disk: the probabilities of 900 × 700 pixels are 7.5 MB.
        string line = string.Join(' ', new[] { "segment", "predict", cells.Model, pictures, At("starved"), "--probabilities", "--threads", "2" }.Select(word => $"'{word}'"));
        ProcessAnswer answer = MarrowProcess.Shell($"trap '' XFSZ; ulimit -f 3000; DOTNET_EnableWriteXorExecute=0 exec \"$MARROW\" {line}");
        Assert.Equal(ExitCodes.Files, answer.Code);
        string[] said = answer.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, said.Length);
        Assert.StartsWith("a: 72×56", said[0]);
        Assert.StartsWith("marrow: ", said[1]);
        Assert.Equal([".prediction", "a.npz", "a.png", "dataset.json", "plans.json", "prediction.json"], Snapshot("starved").Keys);

        SegmentFolder.Good("segment", "predict", cells.Model, pictures, At("starved"), "--probabilities", "--threads", "2", "--continue");
        Assert.Equal(Snapshot("calm"), Snapshot("starved"));
    }

    [Fact]
    public void Other_settings_do_not_continue_a_batch()
    {
        Predict("kept");
        Assert.Equal(
            $"{At("kept")}: holds predictions made with another step, mirroring; name another folder, or leave --continue out",
            MarrowProcess.Run(Line("kept", "--continue", "--step", "1", "--no-mirroring")).Refusal(ExitCodes.BadImageOrModel));
    }

    [Theory]
    [InlineData()]
    [InlineData("--exact")]
    [InlineData("--float16")]
    [InlineData("--float32")]
    [InlineData("--plain-kernels")]
    public void The_number_of_threads_changes_no_byte(params string[] arithmetic)
    {
        foreach (string threads in new[] { "1", "2", "3" })
        {
            SegmentFolder.Good(["segment", "predict", cells.Model, cells.Pictures, At(threads), .. arithmetic, "--probabilities", "--threads", threads]);
        }

        Assert.Equal(Snapshot("1"), Snapshot("2"));
        Assert.Equal(Snapshot("1"), Snapshot("3"));
    }

    [Fact]
    public void Skipping_glass_changes_nothing_but_glass_and_says_how_much_was_skipped()
    {
        // Noise to the left of column 384, glass to the right of it.
        Raster<byte> picture = Noise(1024, 512);
        for (int i = 0; i < picture.Samples.Length; i++)
        {
            picture.Samples[i] = i / 3 % picture.Width < 384 ? picture.Samples[i] : (byte)(245 + (i % 5));
        }

        PictureFile.WritePng(At("slide.png"), picture);
        SegmentFolder.Good("segment", "predict", cells.Model, At("slide.png"), At("all"), "--threads", "2");
        ProcessAnswer answer = MarrowProcess.Run("segment", "predict", cells.Model, At("slide.png"), At("some"), "--threads", "2", "--skip-glass");
        Assert.Equal(0, answer.Code);

        JsonNode entry = Record("some")["pictures"]![0]!;
        (int windows, int skipped) = ((int)entry["windows"]!, (int)entry["skippedWindows"]!);
        Assert.InRange(skipped, windows / 3, windows - 1);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"slide: 1024×512, {windows} windows, {100.0 * skipped / windows:F1} % skipped as glass"), answer.Errors.Trim());
        int[] all = Labels("all"), some = Labels("some");
        for (int i = 0; i < all.Length; i++)
        {
            Assert.Equal(i % 1024 < 384 ? all[i] : 0, some[i]);
        }
    }

    [Fact]
    public void Folds_are_joined_by_the_mean_of_their_logits()
    {
        foreach (string[] folds in new[] { new[] { "0" }, ["1"], ["0", "1"] })
        {
            Predict(string.Join('+', folds), ["--probabilities", "--folds", .. folds]);
        }

        (float[] a, float[] b, float[] both) = (Likely("0"), Likely("1"), Likely("0+1"));
        int plane = a.Length / 3;
        for (int at = 0; at < plane; at++)
        {
            // The softmax of a mean of logits is the geometric mean of probabilities, brought to a sum of 1.
            double[] joined = [.. Enumerable.Range(0, 3).Select(head => Math.Sqrt((double)a[(head * plane) + at] * b[(head * plane) + at]))];
            for (int head = 0; head < 3; head++)
            {
                Assert.Equal(joined[head] / joined.Sum(), both[(head * plane) + at], 1e-4);
            }
        }

        Assert.Equal(2, Record("0+1")["settings"]!["checkpoints"]!.AsObject().Count);
    }

    [Fact]
    public void Of_regions_the_last_above_one_half_gives_the_label()
    {
        SegmentFolder.Good("segment", "predict", cells.Regions, cells.Pictures, At("regions"), "--probabilities", "--threads", "2");
        float[] likely = Likely("regions");
        int[] labels = PictureFile.ReadLabels(Path.Combine(At("regions"), "cell0.png")).Labels;
        Assert.Equal(2 * labels.Length, likely.Length);
        Assert.Equal(labels, Enumerable.Range(0, labels.Length).Select(at => likely[labels.Length + at] > 0.5f ? 2 : likely[at] > 0.5f ? 1 : 0));
        Assert.Contains(labels, label => label > 0);
    }

    private static Raster<byte> Noise(int width, int height)
    {
        byte[] samples = new byte[width * height * 3];
        new Random(4).NextBytes(samples);
        return new Raster<byte>(width, height, 3, samples);
    }

    private string[] Line(string output, params string[] more) => ["segment", "predict", cells.Model, cells.Pictures, At(output), .. more, "--threads", "2"];

    private string Predict(string output, params string[] more)
    {
        ProcessAnswer answer = MarrowProcess.Run(Line(output, more));
        Assert.True(answer.Code == 0, answer.Errors);
        return answer.Errors;
    }

    private string At(string name) => Path.Combine(root, name);

    private JsonNode Record(string output) => JsonNode.Parse(File.ReadAllText(Path.Combine(At(output), "prediction.json")))!;

    private int[] Labels(string output) => PictureFile.ReadLabels(Path.Combine(At(output), "slide.png")).Labels;

    private float[] Likely(string output) => NumpyFile.ReadAll(Path.Combine(At(output), "cell0.npz"))["probabilities"].Floats;

    private SortedDictionary<string, string> Snapshot(string output) => new(
        Directory.GetFiles(At(output)).ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);
}
