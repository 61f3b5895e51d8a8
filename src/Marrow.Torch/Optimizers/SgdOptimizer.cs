namespace Marrow.Torch;

/// <summary>Gradient descent with momentum, Nesterov's where asked for (Sutskever 2013), weight decay added to the gradient, as PyTorch computes it.</summary>
public sealed class SgdOptimizer(IReadOnlyList<Tensor> weights, SgdOptions options) : Optimizer(weights, options.LearningRate)
{
    private readonly Tensor?[] momentum = new Tensor?[weights.Count];

    public SgdOptions Options { get; } = options;

    /// <summary>One buffer per weight, null before its first step; the caller does not free it.</summary>
    public IReadOnlyList<Tensor?> Momentum => momentum;

    /// <summary>Puts back what a checkpoint kept; the values are copied.</summary>
    public void Restore(int index, Tensor buffer)
    {
        momentum[index]?.Dispose();
        momentum[index] = Keep(buffer.Detach().To(Weights[index].Device).Clone());
    }

    protected override void Update(int index, Tensor weight, Tensor gradient)
    {
        Tensor change = Options.WeightDecay == 0 ? gradient : gradient.Add(weight, Options.WeightDecay);
        if (Options.Momentum != 0)
        {
            change = WithMomentum(index, change);
        }

        weight.AddInPlace(change, -LearningRate);
    }

    protected override void Free()
    {
        foreach (Tensor? buffer in momentum)
        {
            buffer?.Dispose();
        }
    }

    private Tensor WithMomentum(int index, Tensor change)
    {
        if (momentum[index] is not { } buffer)
        {
            buffer = momentum[index] = Keep(change.Clone());
        }
        else
        {
            buffer.MultiplyInPlace(Options.Momentum);
            buffer.AddInPlace(change);
        }

        return Options.IsNesterov ? change.Add(buffer, Options.Momentum) : buffer;
    }
}
