using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Marrow.Benchmarks;

/// <summary>
/// <c>marrow cellularity --fat percentile --region whole</c> with all its outputs, beside the same arithmetic in NumPy and OpenCV, in turns:
/// wall time of the whole process and the peak of its resident memory; the counts of fat must be equal.
/// </summary>
internal static class CellularityBenchmark
{
    private const int Rounds = 3;

    /// <param name="arguments">The published program, Python with NumPy and OpenCV, pictures.</param>
    public static int Run(string[] arguments)
    {
        if (arguments.Length < 3)
        {
            Console.Error.WriteLine("usage: cellularity MARROW PYTHON PICTURE...");
            return 1;
        }

        foreach (string picture in arguments[2..])
        {
            Compare(arguments[0], arguments[1], picture);
        }

        return 0;
    }

    private static void Compare(string marrow, string python, string picture)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "../../../../bench/peers/cellularity.py");
        List<Sample> ours = [], theirs = [];
        for (int round = 0; round < Rounds; round++)
        {
            string folder = Directory.CreateTempSubdirectory("marrow-bench-").FullName;
            try
            {
                theirs.Add(Measure(python, [script, picture, Path.Combine(folder, "peer.jpg")]));
                ours.Add(Measure(marrow, ["cellularity", picture, "--fat", "percentile", "--region", "whole", "--out", Path.Combine(folder, "ours")]));
                string result = Directory.GetFiles(Path.Combine(folder, "ours"), "result.json", SearchOption.AllDirectories).Single();
                long fat = JsonDocument.Parse(File.ReadAllBytes(result)).RootElement.GetProperty("pixels").GetProperty("fat").GetInt64();
                long peer = JsonDocument.Parse(theirs[^1].Output).RootElement.GetProperty("fat").GetInt64();
                Console.WriteLine($"  fat pixels: marrow {fat}, peer {peer}");
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        Console.WriteLine(Path.GetFileName(picture));
        Print("marrow", ours);
        Print("numpy + opencv", theirs);
        Console.WriteLine(FormattableString.Invariant(
            $"  marrow is {Median([.. theirs.Zip(ours, (a, b) => a.Seconds / b.Seconds)]):F2} times as fast and takes {Median([.. ours.Zip(theirs, (a, b) => a.Megabytes / b.Megabytes)]):F2} of the memory (medians of paired rounds)"));
    }

    private static Sample Measure(string program, string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        double megabytes = 0, processor = 0;
        while (!process.WaitForExit(5))
        {
            try
            {
                process.Refresh();
                (megabytes, processor) = (Math.Max(megabytes, PeakOf(process.Id)), process.TotalProcessorTime.TotalSeconds);
            }
            catch (InvalidOperationException)
            {
                // It ended between the wait and the question.
            }
        }

        double seconds = clock.Elapsed.TotalSeconds;
        return process.ExitCode == 0 ? new Sample(seconds, processor, megabytes, output.Result) : throw new InvalidOperationException(errors.Result);
    }

    /// <summary>The peak of resident memory that Linux has seen, in MB of 10⁶ bytes; 0 once the process is gone.</summary>
    private static double PeakOf(int process)
    {
        try
        {
            string line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal), "VmHWM:\t0 kB");
            return long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024 / 1e6;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void Print(string name, List<Sample> samples) => Console.WriteLine(FormattableString.Invariant(
        $"  {name,-15} median {Median([.. samples.Select(s => s.Seconds)]):F2} s, processor {Median([.. samples.Select(s => s.Processor)]):F2} s, peak {Median([.. samples.Select(s => s.Megabytes)]):F0} MB"));

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed record Sample(double Seconds, double Processor, double Megabytes, string Output);
}
