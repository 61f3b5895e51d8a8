using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Marrow.Imaging;

namespace Marrow.Cli.Tests;

public class CellularityEndToEndTests
{
    [Fact]
    public void The_version_is_printed()
    {
        ProcessAnswer answer = MarrowProcess.Run("--version");
        Assert.Equal(0, answer.Code);
        Assert.Matches(@"^\d+\.\d+\.\d+\s*$", answer.Output);
    }

    [Fact]
    public void The_demo_measures_what_it_drew()
    {
        using CellularityFolder folder = new();
        ProcessAnswer answer = MarrowProcess.Run("cellularity", "--demo", "--out", folder.Output);
        Assert.True(answer.Code == 0, answer.Errors);
        Match line = Regex.Match(answer.Output, @"^cellularity\s+([\d.]+) %\s+([\d.]+) %", RegexOptions.Multiline);
        Assert.True(line.Success, answer.Output);
        double measured = double.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture), truth = double.Parse(line.Groups[2].Value, CultureInfo.InvariantCulture);
        Assert.InRange(measured - truth, -3, 3);
        Assert.True(File.Exists(Path.Combine(folder.Output, "results", "synthetic-section.png", "report.html")));
    }

    [Fact]
    public void The_demonstration_for_machines_is_json_alone_on_stdout()
    {
        using CellularityFolder folder = new();
        ProcessAnswer answer = MarrowProcess.Run("cellularity", "--demo", "--format", "json", "--out", folder.Output);
        Assert.Equal(ExitCodes.Good, answer.Code);
        Assert.Equal(1, JsonDocument.Parse(answer.Output).RootElement.GetProperty("results").GetArrayLength());
        Assert.Contains("measured", answer.Errors);
    }

    [Fact]
    public void A_slide_with_an_odd_name_is_analysed()
    {
        using CellularityFolder folder = new();
        string name = "Probe 7 – Käse 🩸 'x' $HOME.png";
        ProcessAnswer answer = MarrowProcess.Run("cellularity", folder.Section(name), "--out", folder.Output, "--format", "json", "--mpp", "0.5", "--age", "55");
        Assert.True(answer.Code == 0, answer.Errors);
        using JsonDocument json = JsonDocument.Parse(answer.Output);
        JsonElement result = json.RootElement.GetProperty("results")[0];
        Assert.Equal(name, result.GetProperty("slide").GetString());
        Assert.Equal(45, result.GetProperty("band").GetProperty("expectedPercent").GetDouble());
        Assert.True(File.Exists(Path.Combine(folder.Output, name, "result.json")));
    }

    [Fact]
    public void A_batch_goes_on_past_a_bad_file_and_says_so_at_the_end()
    {
        using CellularityFolder folder = new();
        folder.Section("a.png");
        folder.Bytes("b.png", "text"u8.ToArray());
        folder.Section("c.png", seed: 2);
        ProcessAnswer answer = MarrowProcess.Run("cellularity", folder.Root, "--out", folder.Output);
        Assert.Equal(ExitCodes.BadImageOrModel, answer.Code);
        IReadOnlyList<IReadOnlyList<string>> table = CsvText.Parse(File.ReadAllText(Path.Combine(folder.Output, "results.csv")));
        Assert.Equal([("a.png", "ok"), ("b.png", "error"), ("c.png", "ok")], table.Skip(1).Select(row => (row[0], row[5])));
        Assert.DoesNotContain("   at ", answer.Errors);
    }

    [Fact]
    public void Threads_do_not_change_a_byte()
    {
        using CellularityFolder folder = new();
        string slide = folder.Section("a.png"), one = folder.PathOf("one"), four = folder.PathOf("four");
        Assert.Equal(0, MarrowProcess.Run("cellularity", slide, "--out", one, "--threads", "1").Code);
        Assert.Equal(0, MarrowProcess.Run("cellularity", slide, "--out", four, "--threads", "4").Code);
        Assert.Equal(CellularityFolder.Snapshot(one), CellularityFolder.Snapshot(four));
    }

    [Fact]
    public void The_sweep_is_monotone()
    {
        using CellularityFolder folder = new();
        ProcessAnswer answer = MarrowProcess.Run("cellularity", "sweep", folder.Section("a.png"), "--fat", "percentile", "--region", "whole", "--out", folder.Output);
        Assert.True(answer.Code == 0, answer.Errors);
        double[] curve = CsvText.Parse(File.ReadAllText(Path.Combine(folder.Output, "sweep.csv"))).Skip(1).Select(row => double.Parse(row[2], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(curve.Order(), curve);
        Assert.True(curve[^1] > curve[0]);
    }
}
