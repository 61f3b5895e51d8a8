using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Marrow.Learning;

/// <summary>
/// Sums, means and deviations of 32-bit floats in the order in which NumPy takes them, so that a scaled picture equals the reference to the
/// last bit: chunks of 8192 one after the other, each summed pairwise (Higham 1993) with eight running sums over blocks of 128.
/// </summary>
internal static class SinglePrecision
{
    /// <summary>How many values NumPy's iterator hands to one pairwise sum.</summary>
    public const int Chunk = 8192;

    private const int Block = 128;

    public static (float Mean, float Deviation) MeanAndDeviation(ReadOnlySpan<float> values)
    {
        float mean = (float)(Sum(values) / (double)values.Length);
        float variance = (float)(SumSquares(values, mean) / (double)values.Length);
        return (mean, MathF.Sqrt(variance));
    }

    public static float Sum(ReadOnlySpan<float> values)
    {
        float sum = 0;
        for (; values.Length > Chunk; values = values[Chunk..])
        {
            sum += SumChunk(values[..Chunk]);
        }

        return sum + SumChunk(values);
    }

    // Of distances from the mean, chunk by chunk as Sum takes them.
    private static float SumSquares(ReadOnlySpan<float> values, float mean)
    {
        Span<float> squares = new float[Math.Min(Chunk, values.Length)];
        float sum = 0;
        for (; !values.IsEmpty; values = values[squares.Length..])
        {
            squares = squares[..Math.Min(Chunk, values.Length)];
            TensorPrimitives.Subtract(values[..squares.Length], mean, squares);
            TensorPrimitives.Multiply<float>(squares, squares, squares);
            sum += SumChunk(squares);
        }

        return sum;
    }

    /// <summary>One chunk of at most 8192 values.</summary>
    public static float SumChunk(ReadOnlySpan<float> values)
    {
        if (values.Length <= Block)
        {
            return SumBlock(values);
        }

        int half = values.Length / 2;
        half -= half % 8;
        return SumChunk(values[..half]) + SumChunk(values[half..]);
    }

    private static float SumBlock(ReadOnlySpan<float> values)
    {
        if (values.Length < 8)
        {
            float few = 0;
            foreach (float value in values)
            {
                few += value;
            }

            return few;
        }

        int whole = values.Length - (values.Length % 8);
        Vector256<float> running = Vector256.Create(values);
        for (int at = 8; at < whole; at += 8)
        {
            running += Vector256.Create(values[at..]);
        }

        float sum = (running[0] + running[1] + (running[2] + running[3])) + (running[4] + running[5] + (running[6] + running[7]));
        int i = whole;
        for (; i < values.Length; i++)
        {
            sum += values[i];
        }

        return sum;
    }
}
