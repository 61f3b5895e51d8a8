using Marrow.Models;
using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>
/// What a training run writes and continues from: weights, momentum, history, in the layout of nnU-Net's own checkpoints,
/// so that either program can predict with them. Clock times, which nnU-Net logs, are written as 0.
/// </summary>
internal sealed class TrainingState(UNet network, SgdOptimizer optimizer, TrainingHistory history)
{
    /// <summary>Writes a checkpoint, whole or not at all.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="origin">Plans, data set and fold.</param>
    public void Write(string path, TrainingOrigin origin)
    {
        using Scope scope = new();
        var weights = new CheckpointMap();
        var rows = new Dictionary<Tensor, Tensor>();
        foreach ((string key, Tensor weight) in network.State())
        {
            // A weight under several names stays one block in the file.
            weights.Add(key, rows.TryGetValue(weight, out Tensor? known) ? known : rows[weight] = weight.Detach().Contiguous());
        }

        TorchFile.Write(path, new CheckpointMap
        {
            { "network_weights", weights },
            { "optimizer_state", Momentum() },
            { "grad_scaler_state", null },
            { "logging", Log() },
            { "_best_ema", history.Epochs.Count == 0 ? null : history.Epochs.Max(epoch => epoch.MovingDice) },
            { "current_epoch", (long)history.Epochs.Count },
            { "init_args", origin.ToCheckpoint() },
            { "trainer_name", "nnUNetTrainer" },
            { "inference_allowed_mirroring_axes", new CheckpointTuple(0L, 1L) },
        });
    }

    /// <summary>Puts the weights alone back.</summary>
    /// <exception cref="CheckpointException">The file is damaged, or of another network.</exception>
    public void ReadWeights(string path)
    {
        using Scope scope = new();
        network.Load(TorchFile.Read(path).Get<CheckpointMap>("network_weights").Weights());
    }

    /// <summary>Puts weights, momentum, history and learning rate back.</summary>
    /// <exception cref="CheckpointException">The file is damaged, or of another network.</exception>
    public void Read(string path)
    {
        using Scope scope = new();
        CheckpointMap file = TorchFile.Read(path);
        network.Load(file.Get<CheckpointMap>("network_weights").Tensors());
        foreach ((object index, object? entry) in file.Get<CheckpointMap>("optimizer_state").Get<CheckpointMap>("state"))
        {
            if (entry is CheckpointMap state && state.TryGet("momentum_buffer", out object? buffer) && buffer is Tensor momentum)
            {
                optimizer.Restore((int)(long)index, momentum);
            }
        }

        CheckpointMap log = file.Get<CheckpointMap>("logging");
        double[][] columns = [.. Columns.Select(name => log.Get<List<object?>>(name).Select(value => (double)value!).ToArray())];
        List<object?> dice = log.Get<List<object?>>("dice_per_class_or_region");
        for (int epoch = 0; epoch < dice.Count; epoch++)
        {
            double?[] classes = [.. ((List<object?>)dice[epoch]!).Select(value => double.IsNaN((double)value!) ? null : (double?)value)];
            history.Add(new EpochRecord(epoch, columns[0][epoch], columns[1][epoch], columns[2][epoch], classes, columns[3][epoch]));
        }

        if (history.Epochs is [.., { } last])
        {
            // Where no epoch is left, what is written next says it again.
            optimizer.LearningRate = last.LearningRate;
        }
    }

    private static readonly string[] Columns = ["lrs", "train_losses", "val_losses", "ema_fg_dice"];

    private CheckpointMap Momentum()
    {
        var state = new CheckpointMap();
        for (int i = 0; i < optimizer.Momentum.Count; i++)
        {
            if (optimizer.Momentum[i] is { } buffer)
            {
                state.Add((long)i, new CheckpointMap { { "momentum_buffer", buffer.Contiguous() } });
            }
        }

        var group = new CheckpointMap
        {
            { "lr", optimizer.LearningRate },
            { "momentum", optimizer.Options.Momentum },
            { "dampening", 0L },
            { "weight_decay", optimizer.Options.WeightDecay },
            { "nesterov", optimizer.Options.IsNesterov },
            { "maximize", false },
            { "foreach", null },
            { "differentiable", false },
            { "params", Enumerable.Range(0, optimizer.Weights.Count).Select(i => (object?)(long)i).ToList() },
        };
        return new CheckpointMap { { "state", state }, { "param_groups", new List<object?> { group } } };
    }

    private CheckpointMap Log() => new()
    {
        { "mean_fg_dice", Column(epoch => EpochRecord.MeanDice(epoch.PseudoDice) ?? 0) },
        { "ema_fg_dice", Column(epoch => epoch.MovingDice) },
        { "dice_per_class_or_region", history.Epochs.Select(epoch => (object?)epoch.PseudoDice.Select(dice => (object?)(dice ?? double.NaN)).ToList()).ToList() },
        { "train_losses", Column(epoch => epoch.TrainingLoss) },
        { "val_losses", Column(epoch => epoch.ValidationLoss) },
        { "lrs", Column(epoch => epoch.LearningRate) },
        { "epoch_start_timestamps", Column(_ => 0) },
        { "epoch_end_timestamps", Column(_ => 0) },
    };

    private List<object?> Column(Func<EpochRecord, double> value) => history.Epochs.Select(epoch => (object?)value(epoch)).ToList();
}
