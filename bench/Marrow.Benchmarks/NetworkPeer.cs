using System.Diagnostics;
using System.Globalization;

namespace Marrow.Benchmarks;

/// <summary>
/// The network of a plan as PyTorch runs it by itself (bench/peers/network.py), on the same number of threads, with an allocator that keeps its blocks.
/// It waits while ours runs, so that both take turns in one run.
/// </summary>
internal sealed class NetworkPeer : IDisposable
{
    private readonly Process _process;
    private readonly List<double> _seconds = [];

    /// <param name="arguments">train PLANS LABELS BATCH THREADS, or predict PLANS LABELS WIDTHxHEIGHT THREADS.</param>
    private NetworkPeer(string python, string[] arguments)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "../../../../bench/peers/network.py");
        var start = new ProcessStartInfo(python, [script, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = arguments[^1];
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = $"{4L << 30}";
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = $"{8L << 30}";
        start.Environment["MALLOC_TOP_PAD_"] = $"{256L << 20}";
        _process = Process.Start(start)!;
        Once();
    }

    /// <summary>Started where the command line has <c>--peers PYTHON</c>, else null.</summary>
    public static NetworkPeer? Start(string[] commandLine, params string[] arguments)
    {
        int at = Array.IndexOf(commandLine, "--peers");
        return at < 0 ? null : new NetworkPeer(commandLine[at + 1], arguments);
    }

    /// <summary>One training step or one prediction more.</summary>
    public void Run() => _seconds.Add(Once());

    public void Print(List<double> ours)
    {
        double[] ratios = [.. _seconds.Zip(ours, (theirs, own) => theirs / own).Order()];
        double[] sorted = [.. _seconds.Order()];
        Console.WriteLine($"PyTorch, eager, float32: median {sorted[sorted.Length / 2]:F3} s, least {sorted[0]:F3} s; "
            + $"{ratios[ratios.Length / 2]:F2} times ours (median of paired rounds, {ratios[0]:F2} to {ratios[^1]:F2})");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private double Once()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the peer ended; what it wrote is above");
        return double.Parse(line, CultureInfo.InvariantCulture);
    }
}
