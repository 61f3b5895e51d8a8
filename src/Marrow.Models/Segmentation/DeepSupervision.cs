using Marrow.Torch;

namespace Marrow.Models;

/// <summary>The loss at every decoder resolution, halved from one to the next, the coarsest left out (Isensee 2021).</summary>
public static class DeepSupervision
{
    /// <summary>Weights that sum to one, full resolution first.</summary>
    public static double[] Weights(int outputs)
    {
        double[] weights = Enumerable.Range(0, outputs).Select(i => 1.0 / (1L << i)).ToArray();
        if (outputs > 1)
        {
            weights[^1] = 0;
        }

        double sum = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / sum);
    }

    /// <summary>The weighted sum; outputs of weight zero take no part and get no gradient.</summary>
    /// <param name="outputs">Logits, full resolution first.</param>
    /// <param name="targets">One per output, of its size.</param>
    public static Tensor Forward(SegmentationLoss loss, Tensor[] outputs, Tensor[] targets)
    {
        if (outputs.Length != targets.Length)
        {
            throw new ArgumentException($"wanted {outputs.Length} targets, got {targets.Length}", nameof(targets));
        }

        using Scope scope = new();
        double[] weights = Weights(outputs.Length);
        Tensor total = loss.Forward(outputs[0], targets[0]).Multiply(weights[0]);
        for (int i = 1; i < outputs.Length; i++)
        {
            if (weights[i] != 0)
            {
                total = total.Add(loss.Forward(outputs[i], targets[i]), weights[i]);
            }
        }

        return scope.Keep(total);
    }
}
