namespace Marrow.Torch;

/// <summary>What batch normalization keeps per channel; <see cref="Mean"/> and <see cref="Variance"/> are updated while training.</summary>
public sealed record BatchStatistics(Tensor Weight, Tensor Bias, Tensor Mean, Tensor Variance)
{
    public double Momentum { get; init; } = 0.1;

    public double Epsilon { get; init; } = 1e-5;
}
