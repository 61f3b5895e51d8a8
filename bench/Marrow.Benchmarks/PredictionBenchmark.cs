using System.Diagnostics;
using System.Text.Json;
using Marrow.Imaging;
using Marrow.Learning;
using Marrow.Models;
using Marrow.Slides;
using Marrow.Torch;

namespace Marrow.Benchmarks;

/// <summary>
/// A whole prediction, picture file in to label file out, with our kernels, with the plain network, and with <c>--peers PYTHON</c> in turns with
/// the network's windows in PyTorch (which neither reads nor writes a file).
/// </summary>
internal static class PredictionBenchmark
{
    public static int Run(string[] arguments)
    {
        (int width, int height, int threads, int runs) = (int.Parse(arguments[2]), int.Parse(arguments[3]), int.Parse(arguments[4]), int.Parse(arguments[5]));
        bool both = arguments.Contains("both");
        string folder = Directory.CreateTempSubdirectory("marrow-bench-").FullName;
        try
        {
            SegmentationModel model = DrawModel(arguments[0], arguments[1], folder);
            string picture = Path.Combine(folder, "picture.png");
            PictureFile.WritePng(picture, DrawPicture(width, height, model.Description.ChannelNames.Count));
            var options = new PredictionOptions { HasMirroring = false, Threads = threads, HeedsAgreement = false };
            using var fast = new SegmentationPredictor(model, ["0"], options);
            using NetworkPeer? peer = NetworkPeer.Start(arguments, "predict", arguments[0], $"{model.Description.Labels.HeadCount}", $"{width}x{height}", arguments[4]);
            (double[] Seconds, byte[] Labels) ours = Time(fast, (picture, folder), runs, peer);
            Print($"our kernels ({fast.Arithmetic})", ours.Seconds);
            peer?.Print([.. ours.Seconds]);
            if (both)
            {
                using var plain = new SegmentationPredictor(model, ["0"], options with { UsesFastKernels = false });
                (double[] Seconds, byte[] Labels) theirs = Time(plain, (picture, folder), runs, null);
                Print("plain network", theirs.Seconds);
                double same = ours.Labels.Zip(theirs.Labels).Count(pair => pair.First == pair.Second) / (double)ours.Labels.Length;
                Console.WriteLine($"ratio {Median(theirs.Seconds) / Median(ours.Seconds):F2}, same label on {100 * same:F3} % of pixels");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static SegmentationModel DrawModel(string plans, string description, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "fold_0"));
        File.Copy(plans, Path.Combine(folder, "plans.json"));
        File.Copy(description, Path.Combine(folder, "dataset.json"));
        DataSetDescription data = DataSetDescription.Read(description);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(plans));
        UNetArchitecture architecture = UNetArchitecture.Read(document.RootElement.GetProperty("configurations").GetProperty("2d").GetProperty("architecture"));
        using Scope scope = new();
        using var network = new UNet(architecture, data.ChannelNames.Count, data.Labels.HeadCount);
        network.Initialize(new Generator(1));
        var weights = new CheckpointMap();
        foreach ((string key, Tensor tensor) in network.State())
        {
            weights.Add(key, tensor.Detach());
        }

        TorchFile.Write(Path.Combine(folder, "fold_0", "checkpoint_final.pth"), new CheckpointMap { { "network_weights", weights } });
        return SegmentationModel.Open(folder, "2d");
    }

    // Smooth waves of many lengths, so that labels have borders everywhere.
    private static Raster<byte> DrawPicture(int width, int height, int channels)
    {
        var picture = new Raster<byte>(width, height, channels == 1 ? 1 : 3);
        Parallel.For(0, height, y =>
        {
            Span<byte> row = picture.Row(y);
            for (int i = 0; i < row.Length; i++)
            {
                double x = i / picture.Channels;
                row[i] = (byte)(128 + (60 * Math.Sin((x + (y * 0.7)) / 23)) + (40 * Math.Sin(x * y / 9000)) + ((i * 7 + y * 13) % 27));
            }
        });
        return picture;
    }

    private static (double[] Seconds, byte[] Labels) Time(SegmentationPredictor predictor, (string Picture, string Folder) at, int runs, NetworkPeer? peer)
    {
        double[] seconds = new double[runs];
        byte[] labels = [];
        for (int run = -1; run < runs; run++)
        {
            long begun = Stopwatch.GetTimestamp();
            using var target = new KeptLabels(Path.Combine(at.Folder, "labels.png"));
            predictor.Predict(new DataSetCase("picture", [at.Picture], null), target, null, CancellationToken.None);
            target.Complete();
            labels = target.Labels;
            if (run >= 0)
            {
                seconds[run] = Stopwatch.GetElapsedTime(begun).TotalSeconds;
                peer?.Run();
            }
        }

        return (seconds, labels);
    }

    private static void Print(string name, double[] seconds)
    {
        string peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(':')[1].Trim();
        Console.WriteLine($"{name}: median {Median(seconds):F2} s, least {seconds.Min():F2} s, peak so far {peak}, processor {Environment.CpuUsage.TotalTime.TotalSeconds:F1} s in all");
    }

    private static double Median(double[] values)
    {
        double[] sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
