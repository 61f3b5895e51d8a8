namespace Marrow.Torch;

/// <summary>Changes weights by their gradients. Owns its moments, not the weights; weights without gradient are left alone.</summary>
public abstract class Optimizer(IReadOnlyList<Tensor> weights, double learningRate) : IDisposable
{
    public IReadOnlyList<Tensor> Weights { get; } = weights;

    /// <summary>Set before each step by whatever schedule the loop follows.</summary>
    public double LearningRate { get; set; } = learningRate;

    public void Step()
    {
        using NoGradient noGradient = new();
        using Scope scope = new();
        for (int i = 0; i < Weights.Count; i++)
        {
            if (Weights[i].Gradient is { } gradient)
            {
                Update(i, Weights[i], gradient);
            }
        }
    }

    public void ClearGradients()
    {
        foreach (Tensor weight in Weights)
        {
            weight.ClearGradient();
        }
    }

    /// <summary>Scales all gradients down together so that their common Euclidean norm is at most the limit; gives the norm before (Pascanu 2013).</summary>
    public double ClipGradients(double limit)
    {
        using NoGradient noGradient = new();
        using Scope scope = new();
        Tensor[] gradients = Weights.Select(weight => weight.Gradient).OfType<Tensor>().ToArray();
        double norm = Math.Sqrt(gradients.Sum(gradient => Math.Pow(gradient.Norm().Item(), 2)));
        double factor = limit / (norm + 1e-6);
        if (factor < 1)
        {
            foreach (Tensor gradient in gradients)
            {
                gradient.MultiplyInPlace(factor);
            }
        }

        return norm;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    protected abstract void Update(int index, Tensor weight, Tensor gradient);

    protected abstract void Free();

    /// <summary>Takes a tensor out of the scope of the step; <see cref="Free"/> disposes it.</summary>
    protected static Tensor Keep(Tensor tensor) => Scope.Release(tensor);
}
