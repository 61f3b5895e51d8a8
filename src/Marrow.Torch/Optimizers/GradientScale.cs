namespace Marrow.Torch;

/// <summary>
/// Keeps float16 gradients from vanishing: the loss is multiplied by a scale, which halves when a gradient overflows
/// and doubles after 2,000 good steps (Micikevicius 2018).
/// </summary>
public sealed class GradientScale
{
    private const int GoodStepsToGrow = 2000;

    private int goodSteps;

    public double Value { get; private set; } = 65536;

    public Tensor Apply(Tensor loss) => loss.Multiply(Value);

    /// <summary>Divides the gathered gradients; false when one is not finite, and then the step must be skipped.</summary>
    public bool Unscale(IEnumerable<Tensor> weights)
    {
        using Scope scope = new();
        bool isFinite = true;
        foreach (Tensor weight in weights)
        {
            if (weight.Gradient is { } gradient)
            {
                gradient.MultiplyInPlace(1 / Value);
                isFinite &= double.IsFinite(gradient.Absolute().Sum().Item());
            }
        }

        Learn(isFinite);
        return isFinite;
    }

    private void Learn(bool isFinite)
    {
        goodSteps = isFinite ? goodSteps + 1 : 0;
        if (!isFinite)
        {
            Value = Math.Max(1, Value / 2);
        }
        else if (goodSteps == GoodStepsToGrow)
        {
            (Value, goodSteps) = (Value * 2, 0);
        }
    }
}
