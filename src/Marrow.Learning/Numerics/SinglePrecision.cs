namespace Marrow.Learning;

/// <summary>
/// Sums, means and deviations of 32-bit floats in the order in which NumPy takes them: pairwise with eight running sums over blocks of 128
/// (Higham 1993), so that a scaled picture equals the reference to the last bit.
/// </summary>
internal static class SinglePrecision
{
    private const int Block = 128;

    public static (float Mean, float Deviation) MeanAndDeviation(ReadOnlySpan<float> values)
    {
        float mean = (float)(Sum(values) / (double)values.Length);
        float[] squares = new float[values.Length];
        for (int i = 0; i < squares.Length; i++)
        {
            float difference = values[i] - mean;
            squares[i] = difference * difference;
        }

        float variance = (float)(Sum(squares) / (double)values.Length);
        return (mean, MathF.Sqrt(variance));
    }

    public static float Sum(ReadOnlySpan<float> values)
    {
        if (values.Length <= Block)
        {
            return SumBlock(values);
        }

        int half = values.Length / 2;
        half -= half % 8;
        return Sum(values[..half]) + Sum(values[half..]);
    }

    /// <summary>One block of at most 128 values.</summary>
    public static float SumBlock(ReadOnlySpan<float> values)
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

        Span<float> running = stackalloc float[8];
        values[..8].CopyTo(running);
        int i = 8;
        for (; i < values.Length - (values.Length % 8); i += 8)
        {
            for (int lane = 0; lane < 8; lane++)
            {
                running[lane] += values[i + lane];
            }
        }

        float sum = (running[0] + running[1] + (running[2] + running[3])) + (running[4] + running[5] + (running[6] + running[7]));
        for (; i < values.Length; i++)
        {
            sum += values[i];
        }

        return sum;
    }
}
