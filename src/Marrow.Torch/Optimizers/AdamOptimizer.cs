namespace Marrow.Torch;

/// <summary>
/// Adam (Kingma 2015), with weight decay added to the gradient, or taken from the weight itself (AdamW, Loshchilov 2019).
/// </summary>
public sealed class AdamOptimizer(IReadOnlyList<Tensor> weights, AdamOptions options) : Optimizer(weights, options.LearningRate)
{
    // Running means of each weight's gradient and of its square; null before the first step.
    private readonly Tensor?[] first = new Tensor?[weights.Count];
    private readonly Tensor?[] second = new Tensor?[weights.Count];
    private readonly long[] steps = new long[weights.Count];

    public AdamOptions Options { get; } = options;

    protected override void Update(int index, Tensor weight, Tensor gradient)
    {
        if (Options.DecayIsDecoupled)
        {
            weight.MultiplyInPlace(1 - (LearningRate * Options.WeightDecay));
        }
        else if (Options.WeightDecay != 0)
        {
            gradient = gradient.Add(weight, Options.WeightDecay);
        }

        Tensor mean = first[index] ??= Keep(weight.Multiply(0));
        Tensor square = second[index] ??= Keep(weight.Multiply(0));
        mean.MultiplyInPlace(Options.FirstDecay);
        mean.AddInPlace(gradient, 1 - Options.FirstDecay);
        square.MultiplyInPlace(Options.SecondDecay);
        square.AddProductInPlace(gradient, gradient, 1 - Options.SecondDecay);
        long step = ++steps[index];
        double meanBias = 1 - Math.Pow(Options.FirstDecay, step);
        double squareBias = 1 - Math.Pow(Options.SecondDecay, step);
        Tensor deviation = square.SquareRoot().Multiply(1 / Math.Sqrt(squareBias)).Add(Options.Epsilon);
        weight.AddQuotientInPlace(mean, deviation, -LearningRate / meanBias);
    }

    protected override void Free()
    {
        foreach (Tensor? moment in first.Concat(second))
        {
            moment?.Dispose();
        }
    }
}
