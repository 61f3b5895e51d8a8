using System.Diagnostics;
using Marrow.Imaging;

namespace Marrow.Benchmarks;

/// <summary>
/// Macenko's normalization (measure and apply) on 1792 × 1792 pixels of two threads, beside the same steps in NumPy and PyTorch in the same run, taking turns.
/// The picture is a real one repeated; the peers get the same bytes through a raw file.
/// </summary>
internal static class StainBenchmark
{
    private const int Side = 1792, Threads = 2, Rounds = 7;

    /// <param name="arguments">The picture to repeat, and <c>--peers PYTHON</c> for the peers.</param>
    public static int Run(string[] arguments)
    {
        if (arguments.Length == 0)
        {
            Console.Error.WriteLine("usage: stain PICTURE [--peers PYTHON]");
            return 1;
        }

        Raster<byte> picture = Repeat(Slides.PictureFile.ReadRgb(arguments[0]));
        int at = Array.IndexOf(arguments, "--peers");
        string raw = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(raw, picture.Samples);
            using Process? peer = at >= 0 ? StartPeer(arguments[at + 1], raw) : null;
            Compare(picture, peer);
        }
        finally
        {
            File.Delete(raw);
        }

        return 0;
    }

    private static void Compare(Raster<byte> picture, Process? peer)
    {
        double megapixels = picture.Size.Area / 1e6;
        Marrow(picture);
        Marrow(picture);
        string[] names = peer is null ? [] : ["numpy", "torch"];
        List<double> ours = [], cpu = [];
        Dictionary<string, List<double>> theirs = names.ToDictionary(name => name, _ => new List<double>());
        for (int round = 0; round < Rounds; round++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            ours.Add(Marrow(picture));
            cpu.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
            foreach (string name in names)
            {
                theirs[name].Add(Peer(peer!, name));
            }
        }

        Print("marrow", ours, megapixels);
        Console.WriteLine($"  processor time {Median(cpu):F3} s a picture");
        foreach (string name in names)
        {
            Print(name, theirs[name], megapixels);
            Console.WriteLine($"  marrow is {Median([.. theirs[name].Zip(ours, (a, b) => a / b)]):F1} times as fast (median of paired rounds)");
        }
    }

    private static double Marrow(Raster<byte> picture)
    {
        var clock = Stopwatch.StartNew();
        NormalizedPicture normalized = StainNormalization.Normalize(picture, PublishedStains.MacenkoReference, new StainOptions { Threads = Threads });
        double seconds = clock.Elapsed.TotalSeconds;
        return normalized.Unchanged is null ? seconds : throw new InvalidOperationException(normalized.Unchanged);
    }

    private static Process StartPeer(string python, string raw)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "../../../../bench/peers/macenko.py");
        var start = new ProcessStartInfo(python, [script, raw, $"{Side}"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = $"{Threads}";
        start.Environment["OPENBLAS_NUM_THREADS"] = $"{Threads}";
        return Process.Start(start)!;
    }

    private static double Peer(Process peer, string name)
    {
        peer.StandardInput.WriteLine(name);
        peer.StandardInput.Flush();
        return double.Parse(peer.StandardOutput.ReadLine()!);
    }

    private static void Print(string name, List<double> seconds, double megapixels) =>
        Console.WriteLine($"{name,-8} median {Median(seconds) * 1000:F1} ms, best {seconds.Min() * 1000:F1} ms: {megapixels / Median(seconds):F1} Mpx/s");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static Raster<byte> Repeat(Raster<byte> tile)
    {
        var picture = new Raster<byte>(Side, Side, 3);
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                tile.Samples.AsSpan((((y % tile.Height) * tile.Width) + (x % tile.Width)) * 3, 3).CopyTo(picture.Row(y)[(x * 3)..]);
            }
        }

        return picture;
    }
}
