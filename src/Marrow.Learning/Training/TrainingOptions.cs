namespace Marrow.Learning;

/// <summary>The settings of a training run. The defaults are nnU-Net 2's stock recipe.</summary>
public sealed record TrainingOptions
{
    /// <summary>Epochs of the whole run; the learning rate falls to zero over them.</summary>
    public int Epochs { get; init => field = Positive(value, nameof(Epochs)); } = 1000;

    /// <summary>Training steps per epoch.</summary>
    public int Iterations { get; init => field = Positive(value, nameof(Iterations)); } = 250;

    /// <summary>Validation batches per epoch, for the running estimate of Dice.</summary>
    public int ValidationIterations { get; init => field = Positive(value, nameof(ValidationIterations)); } = 50;

    /// <summary>Samples per step; null takes the plan's.</summary>
    public int? BatchSize { get; init => field = value is null ? null : Positive(value.Value, nameof(BatchSize)); }

    /// <summary>Learning rate of the first epoch.</summary>
    public double LearningRate
    {
        get;
        init => field = double.IsFinite(value) && value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(LearningRate), $"LearningRate must be above 0, got {value}");
    } = 1e-2;

    /// <summary>Exponent of the polynomial decay: rate · (1 − epoch / epochs)^exponent.</summary>
    public double DecayExponent { get; init; } = 0.9;

    /// <summary>Nesterov momentum.</summary>
    public double Momentum { get; init; } = 0.99;

    public double WeightDecay { get; init; } = 3e-5;

    /// <summary>Gradients are scaled down to this norm, over all parameters together.</summary>
    public double GradientNormLimit { get; init; } = 12;

    /// <summary>Epochs between writes of <c>checkpoint_latest.pth</c>: what a crash can cost.</summary>
    public int SaveEvery { get; init => field = Positive(value, nameof(SaveEvery)); } = 1;

    /// <summary>The random seed of weights, patches and augmentation.</summary>
    public ulong Seed { get; init; }

    /// <summary>How patches are varied.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    private static int Positive(int value, string name) =>
        value > 0 ? value : throw new ArgumentOutOfRangeException(name, $"{name} must be at least 1, got {value}");
}
