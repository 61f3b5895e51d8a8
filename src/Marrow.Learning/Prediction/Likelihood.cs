namespace Marrow.Learning;

/// <summary>Logits into probabilities, in place.</summary>
internal static class Likelihood
{
    private const int AtOnce = 1 << 14;

    /// <param name="values">Heads × plane.</param>
    /// <param name="plane">Pixels of one head.</param>
    /// <param name="areRegions">Each head for itself (sigmoid) instead of all against each other (softmax).</param>
    public static void Of(float[] values, int plane, bool areRegions) => Parallel.For(0, (plane + AtOnce - 1) / AtOnce, part =>
    {
        int first = part * AtOnce, last = Math.Min(plane, first + AtOnce);
        for (int at = first; at < last; at++)
        {
            if (areRegions)
            {
                Sigmoid(values, at, plane);
            }
            else
            {
                Softmax(values, at, plane);
            }
        }
    });

    private static void Sigmoid(float[] values, int at, int plane)
    {
        for (; at < values.Length; at += plane)
        {
            values[at] = 1 / (1 + MathF.Exp(-values[at]));
        }
    }

    private static void Softmax(float[] values, int at, int plane)
    {
        float largest = float.NegativeInfinity, sum = 0;
        for (int place = at; place < values.Length; place += plane)
        {
            largest = Math.Max(largest, values[place]);
        }

        for (int place = at; place < values.Length; place += plane)
        {
            sum += values[place] = MathF.Exp(values[place] - largest);
        }

        for (int place = at; place < values.Length; place += plane)
        {
            values[place] /= sum;
        }
    }
}
