namespace Marrow.Hematology;

/// <summary>Blurs light with a Gaussian.</summary>
internal sealed class Defocus
{
    private readonly float[] _weights;
    private float[] _between = [];

    /// <param name="deviation">Standard deviation, pixels; 0 for none.</param>
    public Defocus(double deviation)
    {
        Reach = ReachOf(deviation);
        double[] weights = [.. Enumerable.Range(-Reach, (2 * Reach) + 1).Select(k => deviation > 0 ? Math.Exp(-k * k / (2 * deviation * deviation)) : 1)];
        _weights = Array.ConvertAll(weights, weight => (float)(weight / weights.Sum()));
    }

    /// <summary>How many pixels beyond a tile are needed.</summary>
    public int Reach { get; }

    public static int ReachOf(double deviation) => (int)Math.Ceiling(3 * deviation);

    /// <summary>Blurs H × W × 3 light in place; the outermost <see cref="Reach"/> pixels come out darker and are to be cut off.</summary>
    public void Apply(float[] light, int width, int height)
    {
        if (Reach == 0)
        {
            return;
        }

        if (_between.Length < light.Length)
        {
            _between = new float[light.Length];
        }

        Along(light, _between, (3 * width * height, 3));
        Along(_between, light, (3 * width * height, 3 * width));
    }

    private void Along(float[] from, float[] to, (int Length, int Stride) plane)
    {
        Array.Clear(to, 0, plane.Length);
        for (int k = -Reach; k <= Reach; k++)
        {
            int shift = k * plane.Stride, first = Math.Max(0, -shift), last = Math.Min(plane.Length, plane.Length - shift);
            Span<float> target = to.AsSpan(first, last - first);
            System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(from.AsSpan(first + shift, last - first), _weights[k + Reach], target, target);
        }
    }
}
