using System.Numerics.Tensors;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// Brings rows and columns to another length: where it shrinks, each new pixel is the mean of what it covers; where it enlarges,
/// neighbours are blended linearly. Edges repeat.
/// </summary>
internal sealed class PlaneScale
{
    private readonly int[] _first;
    private readonly float[][] _weights;

    public PlaneScale(int from, int to)
    {
        (_first, _weights) = (new int[to], new float[to][]);
        double step = from / (double)to;
        for (int i = 0; i < to; i++)
        {
            (_first[i], _weights[i]) = step > 1 ? Mean(i * step, (i + 1) * step, from) : Blend(((i + 0.5) * step) - 0.5, from);
        }
    }

    /// <summary>A plane H × W of floats brought to a new size.</summary>
    public static float[] Run(ReadOnlySpan<float> plane, (int Width, int Height) from, (int Width, int Height) to)
    {
        if (from == to)
        {
            return plane.ToArray();
        }

        PlaneScale columns = new(from.Width, to.Width), rows = new(from.Height, to.Height);
        var narrow = new float[from.Height * to.Width];
        for (int y = 0; y < from.Height; y++)
        {
            columns.Row(plane.Slice(y * from.Width, from.Width), narrow.AsSpan(y * to.Width, to.Width));
        }

        var result = new float[to.Width * to.Height];
        for (int y = 0; y < to.Height; y++)
        {
            Span<float> target = result.AsSpan(y * to.Width, to.Width);
            float[] weights = rows._weights[y];
            TensorPrimitives.Multiply(narrow.AsSpan(rows._first[y] * to.Width, to.Width), weights[0], target);
            for (int k = 1; k < weights.Length; k++)
            {
                TensorPrimitives.MultiplyAdd(narrow.AsSpan((rows._first[y] + k) * to.Width, to.Width), weights[k], target, target);
            }
        }

        return result;
    }

    private void Row(ReadOnlySpan<float> row, Span<float> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            float sum = 0;
            float[] weights = _weights[i];
            for (int k = 0; k < weights.Length; k++)
            {
                sum += weights[k] * row[_first[i] + k];
            }

            target[i] = sum;
        }
    }

    private static (int First, float[] Weights) Mean(double start, double end, int length)
    {
        int first = (int)start, last = Math.Min(length - 1, (int)Math.Ceiling(end) - 1);
        return (first, [.. Enumerable.Range(first, last - first + 1).Select(i => (float)((Math.Min(end, i + 1) - Math.Max(start, i)) / (end - start)))]);
    }

    private static (int First, float[] Weights) Blend(double place, int length)
    {
        double within = Math.Clamp(place, 0, length - 1);
        int first = Math.Min((int)within, Math.Max(0, length - 2));
        float share = (float)(within - first);
        return length == 1 ? (0, [1]) : (first, [1 - share, share]);
    }
}
