namespace Marrow.Learning;

/// <summary>The same sum as <see cref="SinglePrecision.Sum"/> over values that arrive in order and are never all in memory.</summary>
internal static class StreamedSum
{
    /// <param name="fill">Called in order for the next values, at most 8192 at a time.</param>
    public static float Of(long count, Action<Span<float>> fill)
    {
        float[] chunk = new float[SinglePrecision.Chunk];
        float sum = 0;
        for (long left = count; left > 0; left -= chunk.Length)
        {
            Span<float> values = chunk.AsSpan(0, (int)Math.Min(left, chunk.Length));
            fill(values);
            sum += SinglePrecision.SumChunk(values);
        }

        return sum;
    }

    /// <summary>The sum of a term of each value in 64-bit floats, chunk by chunk.</summary>
    public static double Wide(long count, Action<Span<float>> fill, Func<double, double> term)
    {
        float[] chunk = new float[SinglePrecision.Chunk];
        double sum = 0;
        for (long left = count; left > 0; left -= chunk.Length)
        {
            Span<float> values = chunk.AsSpan(0, (int)Math.Min(left, chunk.Length));
            fill(values);
            double part = 0;
            foreach (float value in values)
            {
                part += term(value);
            }

            sum += part;
        }

        return sum;
    }
}
