using System.Numerics;
using System.Runtime.Intrinsics;

namespace Marrow.Imaging;

/// <summary>Mean and standard deviation around each pixel.</summary>
public static class LocalStatistics
{
    /// <summary>H × W standard deviations (population) over the square of side 2 × radius + 1, cut at the picture's edge.</summary>
    public static float[] StandardDeviation(ReadOnlySpan<float> values, PixelSize size, int radius)
    {
        var squares = new float[values.Length];
        for (int i = 0; i < squares.Length; i++)
        {
            squares[i] = values[i] * values[i];
        }

        float[] mean = BoxFilter.Mean(values, size, radius), deviation = BoxFilter.Mean(squares, size, radius);
        for (int i = 0; i < mean.Length; i++)
        {
            deviation[i] = MathF.Sqrt(MathF.Max(0, deviation[i] - (mean[i] * mean[i])));
        }

        return deviation;
    }

    /// <summary>The same for bytes, from exact sums.</summary>
    public static float[] StandardDeviation(ReadOnlySpan<byte> values, PixelSize size, int radius)
    {
        float[] deviation = GC.AllocateUninitializedArray<float>(values.Length);
        EachRow(values, size, radius, (y, row) => row.CopyTo(deviation.AsSpan(y * row.Length)));
        return deviation;
    }

    /// <summary>The same row by row, for those who need each once.</summary>
    /// <param name="take">Called with the row's number and its standard deviations, top to bottom.</param>
    public static void EachRow(ReadOnlySpan<byte> values, PixelSize size, int radius, Action<int, ReadOnlySpan<float>> take)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        ArgumentNullException.ThrowIfNull(take);
        int w = size.Width, h = size.Height;
        var deviation = new float[w];
        int[] sums = new int[w], squares = new int[w];
        for (int y = 0, top = 0, bottom = 0; y < h; y++)
        {
            for (; bottom < h && bottom <= y + radius; bottom++)
            {
                Accumulate(values.Slice(bottom * w, w), sums, squares, 1);
            }

            for (; top < y - radius; top++)
            {
                Accumulate(values.Slice(top * w, w), sums, squares, -1);
            }

            AlongRow((sums, squares), (radius, bottom - top), deviation);
            take(y, deviation);
        }
    }

    private static void Accumulate(ReadOnlySpan<byte> row, int[] sums, int[] squares, int sign)
    {
        int x = 0, lanes = Vector<int>.Count;
        for (; x + (4 * lanes) <= row.Length; x += 4 * lanes)
        {
            Vector.Widen(new Vector<byte>(row[x..]), out Vector<ushort> low, out Vector<ushort> high);
            AddWide(low, sums, squares, x, sign);
            AddWide(high, sums, squares, x + (2 * lanes), sign);
        }

        for (; x < row.Length; x++)
        {
            sums[x] += sign * row[x];
            squares[x] += sign * row[x] * row[x];
        }
    }

    private static void AddWide(Vector<ushort> values, int[] sums, int[] squares, int x, int sign)
    {
        Vector.Widen(values, out Vector<uint> low, out Vector<uint> high);
        Vector<int> a = low.As<uint, int>(), b = high.As<uint, int>(), direction = new(sign);
        int next = x + Vector<int>.Count;
        (new Vector<int>(sums, x) + (a * direction)).CopyTo(sums, x);
        (new Vector<int>(sums, next) + (b * direction)).CopyTo(sums, next);
        (new Vector<int>(squares, x) + (a * a * direction)).CopyTo(squares, x);
        (new Vector<int>(squares, next) + (b * b * direction)).CopyTo(squares, next);
    }

    private static void AlongRow((int[] Values, int[] Squares) columns, (int Radius, int Rows) box, float[] target)
    {
        int radius = box.Radius, count = ((2 * radius) + 1) * box.Rows, x = Math.Min(radius, target.Length);
        AlongRow(columns, box, target, (0, x));
        // Where no product below passes an int.
        bool isNarrow = (long)count * count * (byte.MaxValue * byte.MaxValue) <= int.MaxValue;
        for (; isNarrow && x + Vector256<int>.Count + radius <= target.Length; x += Vector256<int>.Count)
        {
            Vector256<int> sum = Vector256<int>.Zero, square = sum;
            for (int i = x - radius; i <= x + radius; i++)
            {
                sum += Vector256.LoadUnsafe(in columns.Values[i]);
                square += Vector256.LoadUnsafe(in columns.Squares[i]);
            }

            (Vector256<long> low, Vector256<long> high) = Vector256.Widen((square * count) - (sum * sum));
            Vector256<double> first = Vector256.Sqrt(Vector256.ConvertToDouble(low)), second = Vector256.Sqrt(Vector256.ConvertToDouble(high));
            (Vector256.Narrow(first, second) / Vector256.Create((float)count)).CopyTo(target, x);
        }

        AlongRow(columns, box, target, (x, target.Length));
    }

    /// <summary>The same one by one, over part of a row.</summary>
    private static void AlongRow((int[] Values, int[] Squares) columns, (int Radius, int Rows) box, float[] target, (int From, int To) part)
    {
        int[] values = columns.Values, squares = columns.Squares;
        long sum = 0, square = 0;
        for (int x = part.From, left = Math.Max(0, x - box.Radius), right = left; x < part.To; x++)
        {
            for (; right < target.Length && right <= x + box.Radius; right++)
            {
                (sum, square) = (sum + values[right], square + squares[right]);
            }

            for (; left < x - box.Radius; left++)
            {
                (sum, square) = (sum - values[left], square - squares[left]);
            }

            long count = (long)(right - left) * box.Rows;
            target[x] = (float)Math.Sqrt((count * square) - (sum * sum)) / count;
        }
    }
}
