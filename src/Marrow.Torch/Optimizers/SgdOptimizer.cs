namespace Marrow.Torch;

/// <summary>Gradient descent with momentum, Nesterov's where asked for (Sutskever 2013), weight decay added to the gradient, as PyTorch computes it.</summary>
public sealed class SgdOptimizer(IReadOnlyList<Tensor> weights, SgdOptions options) : Optimizer(weights, options.LearningRate)
{
    private static readonly Operator DescendOperator = new("marrow::descend");
    private static readonly Operator CopyOperator = new("aten::copy_");
    private static readonly Operator ZerosLikeOperator = new("aten::zeros_like");

    private readonly Tensor?[] momentum = new Tensor?[weights.Count];

    public SgdOptions Options { get; } = options;

    /// <summary>One buffer per weight, null before its first step; the caller does not free it.</summary>
    public IReadOnlyList<Tensor?> Momentum => momentum;

    /// <summary>Puts back what a checkpoint kept; the values are copied.</summary>
    public void Restore(int index, Tensor buffer)
    {
        momentum[index]?.Dispose();
        Tensor own = momentum[index] = Keep(ZerosLikeOperator.Call(Weights[index]));
        CopyOperator.CallInPlace(own, buffer.Detach());
    }

    /// <summary>
    /// <see cref="Optimizer.ClipGradients"/> and <see cref="Optimizer.Step"/> together; gives the gradients' norm. With float32 weights on the CPU memory is
    /// read twice instead of a dozen times, the gradients stay unscaled, and with one that is not finite nothing changes.
    /// </summary>
    public double StepClipped(double limit)
    {
        using Scope scope = new();
        Tensor?[] found = [.. Weights.Select(weight => weight.Gradient)];
        int[] moving = [.. Enumerable.Range(0, Weights.Count).Where(i => found[i] is not null)];
        if (Options.Momentum == 0 || moving.Any(i => Weights[i] is not { Type: ElementType.Float32, Device.IsCpu: true }))
        {
            double norm = ClipGradients(limit);
            Step();
            return norm;
        }

        using NoGradient noGradient = new();
        Tensor[] weights = [.. moving.Select(i => Weights[i])];
        Tensor[] gradients = [.. moving.Select(i => found[i]!)];
        Tensor[] momenta = [.. moving.Select(i => momentum[i] ??= Keep(ZerosLikeOperator.Call(Weights[i])))];
        return DescendOperator.CallNumber(weights, gradients, momenta, LearningRate, Options.Momentum, Options.WeightDecay, Options.IsNesterov, limit);
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
