using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Marrow.Imaging;
using Marrow.Learning;
using Marrow.Models;
using Marrow.Torch;

namespace Marrow.Benchmarks;

/// <summary>
/// Training steps of a plan on drawn cases, loading and augmentation included, with our kernels and, where asked for, in turns with the plain loop:
/// libtorch's own operators, float32, channels first; with <c>--peers PYTHON</c> in turns with the same step in PyTorch.
/// Arguments: plans.json dataset.json BATCH THREADS STEPS [float32|float16|amx] [both] [--peers PYTHON].
/// </summary>
internal static class TrainingBenchmark
{
    private const int Side = 300, Cases = 8;

    public static int Run(string[] arguments)
    {
        (int batch, int threads, int steps) = (int.Parse(arguments[2]), int.Parse(arguments[3]), int.Parse(arguments[4]));
        bool both = arguments.Contains("both"), matrix = arguments.Contains("amx"), half = matrix || arguments.Contains("float16");
        TorchLibrary.SetThreads(threads);
        TrainingSetup setup = Setup(arguments[0], arguments[1], batch, steps);
        using SegmentationTraining fast = new(setup with { HasHalfPrecision = half, UsesMatrixUnit = matrix });
        using SegmentationTraining? plain = both ? new(setup with { UsesFastKernels = false }) : null;
        using NetworkPeer? peer = NetworkPeer.Start(arguments, "train", arguments[0], $"{setup.Labels.HeadCount}", arguments[2], arguments[3]);
        List<double> ours = Time(fast, steps, peer), theirs = plain is null ? [] : Time(plain, steps, null);
        Print(matrix ? "our kernels, amx" : half ? "our kernels, float16" : "our kernels, float32", ours);
        peer?.Print(ours);
        if (both)
        {
            Print("libtorch, float32, channels first", theirs);
            Console.WriteLine($"ratio {Median(theirs) / Median(ours):F2}");
        }

        return 0;
    }

    private static TrainingSetup Setup(string plans, string description, int batch, int steps)
    {
        DataSetDescription data = DataSetDescription.Read(description);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(plans));
        JsonElement configuration = document.RootElement.GetProperty("configurations").GetProperty("2d");
        int[] patch = [.. configuration.GetProperty("patch_size").EnumerateArray().Select(side => side.GetInt32())];
        TrainingCase[] cases = [.. Enumerable.Range(0, Cases).Select(index => Draw(index, data))];
        return new TrainingSetup
        {
            Options = new TrainingOptions { Epochs = 2, Iterations = steps + 2 },
            Origin = new TrainingOrigin(new JsonObject(), new JsonObject(), "2d", 0),
            Architecture = UNetArchitecture.Read(configuration.GetProperty("architecture")),
            Labels = data.Labels,
            Patch = new PixelSize(patch[1], patch[0]),
            BatchSize = batch,
            Training = cases,
            Validation = cases[..1],
        };
    }

    // Discs inside each other on a rough ground, one for each label.
    private static TrainingCase Draw(int index, DataSetDescription data)
    {
        PixelSize size = new(Side, Side);
        int channels = data.ChannelNames.Count, kinds = data.Labels.Foreground.Count;
        var content = new TrainingPatch(new float[channels * size.Area], new short[size.Area], size);
        var random = new RandomSource(1, index);
        (int x, int y) = (random.Integer(90, 210), random.Integer(90, 210));
        for (int at = 0; at < content.Labels.Length; at++)
        {
            double distance = Math.Sqrt(Math.Pow((at % Side) - x, 2) + Math.Pow((at / Side) - y, 2));
            content.Labels[at] = (short)Math.Clamp(kinds - (int)(distance / 80 * kinds), 0, kinds);
            for (int channel = 0; channel < channels; channel++)
            {
                content.Plane(channel)[at] = content.Labels[at] - 1 + (float)(0.4 * random.Normal());
            }
        }

        return new TrainingCase($"case {index}", content, data.Labels);
    }

    private static List<double> Time(SegmentationTraining training, int steps, NetworkPeer? peer)
    {
        List<double> seconds = [];
        using BatchFeed feed = training.Batches(0);
        for (int step = -2; step < steps; step++)
        {
            long begun = Stopwatch.GetTimestamp();
            training.Step(feed.Take());
            if (step >= 0)
            {
                seconds.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
                peer?.Run();
            }
        }

        return seconds;
    }

    private static void Print(string name, List<double> seconds) =>
        Console.WriteLine($"{name}: median {Median(seconds):F3} s a step, mean {seconds.Average():F3} s, least {seconds.Min():F3} s; processor {Environment.CpuUsage.TotalTime.TotalSeconds:F1} s in all");

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
