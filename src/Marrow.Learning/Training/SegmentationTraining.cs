using Marrow.Imaging;
using Marrow.Models;
using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>
/// The training loop of a segmentation network: forward, loss, backward, clip, step; after each epoch a running validation, the history,
/// the checkpoints. A batch depends only on the seed and its number, so that a continued run writes the same bytes as an undisturbed one.
/// </summary>
public sealed class SegmentationTraining : IDisposable
{
    private readonly TrainingSetup setup;
    private readonly TrainingOptions options;
    private readonly UNet network;
    private readonly SgdOptimizer optimizer;
    private readonly SegmentationLoss loss;
    private readonly TrainingState state;
    private readonly PixelSize[] outputs;

    /// <param name="setup">Network, cases, settings.</param>
    public SegmentationTraining(TrainingSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        this.setup = setup;
        options = setup.Options;
        network = new UNet(setup.Architecture, setup.Channels, setup.Labels.HeadCount);
        using (Generator generator = new(unchecked((long)options.Seed)))
        {
            network.Initialize(generator);
        }

        network.MoveTo(setup.Device);
        if (setup.UsesFastKernels)
        {
            network.StoreChannelsLast();
            if (setup.Device.IsCpu && !setup.HasMixedPrecision)
            {
                // Where the network or the processor does not fit our kernels, libtorch's own stay.
                network.UseFastTraining();
            }
        }

        if (setup.UsesMatrixUnit && !HalfInference.HasMatrixUnit)
        {
            throw new InvalidDataException("this CPU has no matrix unit (AMX) that Linux lets programs use; train in float16 or float32");
        }

        if (setup.HasHalfPrecision && !network.UseHalfTraining(setup.UsesMatrixUnit))
        {
            throw new InvalidDataException("this network or this CPU does not fit 16-bit floats, which take a plain network of 3×3 windows and AVX512-FP16; train in float32");
        }

        var descent = new SgdOptions { LearningRate = options.LearningRate, Momentum = options.Momentum, WeightDecay = options.WeightDecay };
        optimizer = new SgdOptimizer(network.Weights(), descent);
        loss = new SegmentationLoss(new SegmentationLossOptions { IsBatchDice = setup.HasBatchDice, HasRegions = setup.Labels.HasRegions, IgnoredLabel = setup.Labels.IgnoreLabel });
        History = new TrainingHistory([.. setup.Labels.Foreground.Select(entry => entry.Name)]);
        state = new TrainingState(network, optimizer, History);
        outputs = OutputSizes(setup.Architecture, setup.Patch);
    }

    public TrainingHistory History { get; }

    /// <summary>Starts from an earlier state of the same run.</summary>
    public void Continue(string checkpoint) => state.Read(checkpoint);

    /// <summary>Starts a new run from the weights of another checkpoint; momentum, history and learning rate begin anew.</summary>
    /// <exception cref="CheckpointException">The file is damaged, or of another network.</exception>
    public void StartFrom(string checkpoint) => state.ReadWeights(checkpoint);

    /// <summary>Trains until the last epoch; <paramref name="report"/> is told of each one.</summary>
    public void Run(RunFolder folder, Action<EpochRecord> report, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(report);
        var schedule = new PolySchedule(options.LearningRate, options.Epochs, options.DecayExponent);
        for (int epoch = History.Epochs.Count; epoch < options.Epochs; epoch++)
        {
            optimizer.LearningRate = schedule.RateAt(epoch);
            double trainingLoss = Train(epoch, token);
            (double validationLoss, double?[] dice) = Validate(epoch, token);
            double? before = epoch == 0 ? null : History.Epochs[^1].MovingDice;
            History.Add(new EpochRecord(epoch, optimizer.LearningRate, trainingLoss, validationLoss, dice, EpochRecord.Move(before, dice)));
            Save(folder);
            report(History.Epochs[^1]);
        }

        state.Write(folder.Final, setup.Origin);
        File.Delete(folder.Latest);
    }

    /// <summary>The training batches of an epoch, one for each step.</summary>
    public BatchFeed Batches(int epoch)
    {
        int first = epoch * options.Iterations;
        return new BatchFeed(setup.TrainingSampler(), setup.BatchSize, options.Seed, 0, first..(first + options.Iterations));
    }

    /// <summary>One training step: forward, loss, backward, clip, change the weights. Gives the loss before the change.</summary>
    /// <remarks>With gradients that are not finite nothing changes; what does not fit 16-bit floats is done again in float32.</remarks>
    public double Step(TrainingPatch[] batch)
    {
        if (Descend(batch) is { } error)
        {
            return error;
        }

        using IDisposable? wide = network.WithoutHalfTraining();
        return wide is null ? double.NaN : Descend(batch) ?? double.NaN;
    }

    public void Dispose()
    {
        optimizer.Dispose();
        network.Dispose();
    }

    /// <summary>The sizes of the network's outputs, full resolution first; the coarsest stage gives none.</summary>
    private static PixelSize[] OutputSizes(UNetArchitecture architecture, PixelSize patch)
    {
        var sizes = new List<PixelSize>();
        foreach (long[] stride in architecture.Strides[..^1])
        {
            patch = new PixelSize((int)(patch.Width / stride[1]), (int)(patch.Height / stride[0]));
            sizes.Add(patch);
        }

        return [.. sizes];
    }

    /// <summary>The loss before the change; null where gradients are not finite and nothing has changed.</summary>
    private double? Descend(TrainingPatch[] batch)
    {
        using Scope scope = new();
        optimizer.ClearGradients();
        Tensor error = Error(batch, out _);
        error.Backward();
        return double.IsFinite(optimizer.StepClipped(options.GradientNormLimit)) ? error.Item() : null;
    }

    private double Train(int epoch, CancellationToken token)
    {
        double sum = 0;
        using BatchFeed feed = Batches(epoch);
        for (int step = 0; step < options.Iterations; step++)
        {
            token.ThrowIfCancellationRequested();
            sum += Step(feed.Take());
        }

        return Finite(sum / options.Iterations, epoch);
    }

    private (double Loss, double?[] Dice) Validate(int epoch, CancellationToken token)
    {
        double sum = 0;
        var score = new PatchScore(setup.Labels);
        int first = epoch * options.ValidationIterations;
        using var feed = new BatchFeed(setup.ValidationSampler(), setup.BatchSize, options.Seed, 1, first..(first + options.ValidationIterations));
        using NoGradient noGradient = new();
        for (int step = 0; step < options.ValidationIterations; step++)
        {
            token.ThrowIfCancellationRequested();
            using Scope scope = new();
            TrainingPatch[] batch = feed.Take();
            sum += Error(batch, out Tensor logits).Item();
            score.Add(logits, batch);
        }

        return (sum / options.ValidationIterations, score.Dice());
    }

    private Tensor Error(TrainingPatch[] batch, out Tensor logits)
    {
        // In 16 bits the first layer reads planes.
        MemoryFormat format = setup.UsesFastKernels && !setup.HasHalfPrecision ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous;
        Tensor[] answers = Forward(PatchTensors.Images(batch, setup.Device, format));
        logits = answers[0];
        return DeepSupervision.Forward(loss, answers, [.. outputs.Select(size => PatchTensors.Target(batch, size, setup.Labels, setup.Device))]);
    }

    private Tensor[] Forward(Tensor images)
    {
        if (!setup.HasMixedPrecision)
        {
            return network.ForwardDeep(images);
        }

        using Autocast reduced = new(setup.Device, ElementType.BFloat16);
        return network.ForwardDeep(images);
    }

    private void Save(RunFolder folder)
    {
        if (History.IsLastBest)
        {
            state.Write(folder.Best, setup.Origin);
        }

        // The state comes last: what stands beside it is then never older than it.
        History.Write(folder.Path);
        if (History.Epochs.Count % options.SaveEvery == 0)
        {
            state.Write(folder.Latest, setup.Origin);
        }
    }

    private static double Finite(double value, int epoch) =>
        double.IsFinite(value) ? value : throw new InvalidDataException($"the loss of epoch {epoch} is not a number; a lower --learning-rate may help");
}
