namespace Marrow.Torch;

/// <summary>Settings of <see cref="AdamOptimizer"/>; the defaults are the paper's, with no decay.</summary>
public sealed record AdamOptions
{
    public double LearningRate { get; init; } = 1e-3;

    public double FirstDecay { get; init; } = 0.9;

    public double SecondDecay { get; init; } = 0.999;

    public double Epsilon { get; init; } = 1e-8;

    public double WeightDecay { get; init; }

    /// <summary>True for AdamW: the decay shrinks the weight and never enters the moments.</summary>
    public bool DecayIsDecoupled { get; init; }
}
