using System.Text.Json.Nodes;
using Marrow.Imaging;
using Marrow.Models;
using Marrow.Tests;
using Marrow.Torch;

namespace Marrow.Learning.Tests;

public class SegmentationTrainingTests
{
    [Fact]
    public void A_continued_run_ends_with_the_bytes_of_an_undisturbed_one()
    {
        string whole = NewFolder(), broken = NewFolder();
        Train(whole, epochs: 3, stopAfter: 3);
        Train(broken, epochs: 3, stopAfter: 1);
        Assert.True(File.Exists(Path.Combine(broken, "checkpoint_latest.pth")));
        Train(broken, epochs: 3, stopAfter: 3);
        foreach (string file in new[] { "checkpoint_final.pth", "checkpoint_best.pth", "metrics.csv", "progress.png" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole, file)), File.ReadAllBytes(Path.Combine(broken, file)));
        }
    }

    [Fact]
    public void A_short_run_learns_to_tell_a_disc_from_its_ground()
    {
        TrainingHistory history = Train(NewFolder(), epochs: 4, stopAfter: 4, iterations: 25);
        Assert.True(history.Epochs[^1].PseudoDice[0] > 0.9, history.ToCsv());
        Assert.True(history.Epochs[^1].TrainingLoss < history.Epochs[0].TrainingLoss);
    }

    [Fact]
    public void A_thousand_steps_leave_no_tensor_behind()
    {
        using SegmentationTraining warm = new(Setup(epochs: 1, iterations: 2));
        long before = SettledTensors();
        Train(NewFolder(), epochs: 10, stopAfter: 10, iterations: 100);
        Assert.Equal(before, SettledTensors());
    }

    [HalfFact]
    public void In_16_bits_a_run_learns_too_and_leaves_no_tensor_behind()
    {
        TrainingSetup setup = InHalf(Setup(epochs: 2, iterations: 20));
        using SegmentationTraining training = new(setup);
        long before = SettledTensors();
        using RunFolder folder = new(NewFolder());
        training.Run(folder, _ => { }, CancellationToken.None);
        Assert.True(training.History.Epochs[^1].PseudoDice[0] > 0.9, training.History.ToCsv());

        // The optimizer's momentum, one for each weight that has a gradient.
        using UNet network = new(setup.Architecture, 1, 2);
        long momenta = network.NamedWeights().Count(pair => !pair.Key.EndsWith("conv.bias", StringComparison.Ordinal));
        network.Dispose();
        Assert.Equal(before + momenta, SettledTensors());
    }

    [HalfFact]
    public void A_step_whose_values_do_not_fit_16_bits_is_done_in_32()
    {
        TrainingSetup wide = Setup(epochs: 1, iterations: 1) with { Architecture = Shape(32, 64) };
        using SegmentationTraining half = new(InHalf(wide)), plain = new(wide);
        using BatchFeed feed = plain.Batches(0);
        TrainingPatch[] batch = feed.Take();
        foreach (TrainingPatch patch in batch)
        {
            for (int at = 0; at < patch.Image.Length; at++)
            {
                patch.Image[at] *= 1e6f;
            }
        }

        Assert.Equal(plain.Step(batch), half.Step(batch));
        Assert.Equal(plain.Step(batch), half.Step(batch));
    }

    [Fact]
    public void A_network_that_does_not_fit_16_bits_is_refused_by_name() => Assert.Contains(
        "train in float32",
        Assert.Throws<InvalidDataException>(() => new SegmentationTraining(Setup(epochs: 1, iterations: 1) with { HasHalfPrecision = true })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Regions_and_an_ignore_label_train_too()
    {
        var labels = new LabelTable(
            [new LabelEntry("background", [0]), new LabelEntry("disc", [1, 2]), new LabelEntry("core", [2]), new LabelEntry("ignore", [3])], [1, 2]);
        using SegmentationTraining training = new(Setup(epochs: 1, iterations: 2) with { Labels = labels });
        using RunFolder folder = new(NewFolder());
        training.Run(folder, _ => { }, CancellationToken.None);
        Assert.Equal(["disc", "core"], training.History.Classes);
        Assert.True(double.IsFinite(training.History.Epochs[0].TrainingLoss));
    }

    [Fact]
    public void Stopped_between_the_last_epoch_and_the_end_a_run_ends_with_the_same_bytes()
    {
        string calm = NewFolder(), broken = NewFolder();
        Train(calm, epochs: 2, stopAfter: 2);
        // What a run killed there leaves: the state after all epochs as its latest.
        File.Copy(Path.Combine(calm, "checkpoint_final.pth"), Path.Combine(Directory.CreateDirectory(broken).FullName, "checkpoint_latest.pth"));
        Train(broken, epochs: 2, stopAfter: 2);
        Assert.Equal(File.ReadAllBytes(Path.Combine(calm, "checkpoint_final.pth")), File.ReadAllBytes(Path.Combine(broken, "checkpoint_final.pth")));
    }

    /// <summary>Live tensors once those that earlier tests left to the garbage collector are gone.</summary>
    private static long SettledTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return TorchLibrary.LiveTensors;
    }

    private static TrainingHistory Train(string path, int epochs, int stopAfter, int iterations = 3)
    {
        using RunFolder folder = new(path);
        using SegmentationTraining training = new(Setup(epochs, iterations));
        if (File.Exists(folder.Latest))
        {
            training.Continue(folder.Latest);
        }

        using CancellationTokenSource stop = new();
        void Report(EpochRecord epoch)
        {
            if (epoch.Epoch + 1 == stopAfter && stopAfter < epochs)
            {
                stop.Cancel();
            }
        }

        try
        {
            training.Run(folder, Report, stop.Token);
        }
        catch (OperationCanceledException) when (stopAfter < epochs)
        {
            // As if the process had been ended here: only what is on disk counts.
        }

        return training.History;
    }

    private static TrainingSetup Setup(int epochs, int iterations) => new()
    {
        Options = new TrainingOptions { Epochs = epochs, Iterations = iterations, ValidationIterations = 2, Seed = 11 },
        Origin = new TrainingOrigin(new JsonObject { ["plans_name"] = "drawn" }, new JsonObject(), "2d", 0),
        Architecture = Shape(4, 8),
        Labels = new LabelTable([new LabelEntry("background", [0]), new LabelEntry("disc", [1])]),
        Patch = new PixelSize(32, 32),
        BatchSize = 2,
        Training = [Disc(20, 18, 9), Disc(30, 25, 12), Disc(24, 30, 7)],
        Validation = [Disc(26, 20, 10)],
    };

    private static TrainingSetup InHalf(TrainingSetup setup) => setup with { Architecture = Shape(32, 64), HasHalfPrecision = true };

    private static UNetArchitecture Shape(params int[] features) => new()
    {
        Features = features,
        Windows = [[3, 3], [3, 3]],
        Strides = [[1, 1], [2, 2]],
        EncoderBlocks = [1, 1],
        DecoderConvolutions = [1],
    };

    private static TrainingCase Disc(int x, int y, int radius)
    {
        PixelSize size = new(48, 44);
        var content = new TrainingPatch(new float[size.Area], new short[size.Area], size);
        var random = new RandomSource(3, x, y);
        for (int at = 0; at < content.Labels.Length; at++)
        {
            int fromX = (at % size.Width) - x, fromY = (at / size.Width) - y;
            bool isInside = (fromX * fromX) + (fromY * fromY) < radius * radius;
            content.Labels[at] = isInside ? (short)1 : (short)0;
            content.Image[at] = (isInside ? 1.5f : -0.5f) + (float)(0.3 * random.Normal());
        }

        return new TrainingCase($"disc {x}", content, new LabelTable([new LabelEntry("background", [0]), new LabelEntry("disc", [1])]));
    }

    private static string NewFolder() => Directory.CreateTempSubdirectory("marrow training ").FullName;
}
