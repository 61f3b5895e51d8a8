namespace Marrow.Torch;

/// <summary>Settings of <see cref="SgdOptimizer"/>; the defaults are nnU-Net's (Isensee 2021).</summary>
public sealed record SgdOptions
{
    public double LearningRate { get; init; } = 0.01;

    public double Momentum { get; init; } = 0.99;

    public double WeightDecay { get; init; } = 3e-5;

    public bool IsNesterov { get; init; } = true;
}
