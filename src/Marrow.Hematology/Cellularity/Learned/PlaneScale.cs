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

    /// <summary>
    /// The plane with the largest value at each pixel of a new size, the first of equal ones: as if each plane were brought to that size,
    /// but values are only blended where what a pixel covers has more than one largest.
    /// </summary>
    /// <param name="planes">K × H × W.</param>
    public static byte[] Largest(float[] planes, int count, (int Width, int Height) from, (int Width, int Height) to)
    {
        int area = from.Width * from.Height;
        byte[] winners = Largest(planes, count, area);
        if (from == to)
        {
            return winners;
        }

        PlaneScale columns = new(from.Width, to.Width), rows = new(from.Height, to.Height);
        byte[] result = GC.AllocateUninitializedArray<byte>(to.Width * to.Height);
        for (int y = 0; y < to.Height; y++)
        {
            int top = rows._first[y] * from.Width, bottom = top + ((rows._weights[y].Length - 1) * from.Width);
            for (int x = 0; x < to.Width; x++)
            {
                int left = columns._first[x], right = left + columns._weights[x].Length - 1;
                byte first = winners[top + left];
                bool isOne = right - left == 1 && bottom - top == from.Width
                    && winners[top + right] == first && winners[bottom + left] == first && winners[bottom + right] == first;
                result[(y * to.Width) + x] = isOne ? first : Blended(planes, count, (columns, x), (rows, y), from);
            }
        }

        return result;
    }

    private static byte[] Largest(float[] planes, int count, int area)
    {
        var winners = new byte[area];
        float[] best = planes.AsSpan(0, area).ToArray();
        for (int k = 1; k < count; k++)
        {
            ReadOnlySpan<float> plane = planes.AsSpan(k * area, area);
            for (int i = 0; i < plane.Length; i++)
            {
                if (plane[i] > best[i])
                {
                    (best[i], winners[i]) = (plane[i], (byte)k);
                }
            }
        }

        return winners;
    }

    private static byte Blended(float[] planes, int count, (PlaneScale Scale, int At) column, (PlaneScale Scale, int At) row, (int Width, int Height) from)
    {
        float[] across = column.Scale._weights[column.At], down = row.Scale._weights[row.At];
        int corner = (row.Scale._first[row.At] * from.Width) + column.Scale._first[column.At];
        float best = float.NegativeInfinity;
        int winner = 0;
        for (int k = 0; k < count; k++, corner += from.Width * from.Height)
        {
            float value = 0;
            for (int y = 0; y < down.Length; y++)
            {
                for (int x = 0; x < across.Length; x++)
                {
                    value += down[y] * across[x] * planes[corner + (y * from.Width) + x];
                }
            }

            (best, winner) = value > best ? (value, k) : (best, winner);
        }

        return (byte)winner;
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
