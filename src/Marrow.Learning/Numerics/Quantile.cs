namespace Marrow.Learning;

/// <summary>Quantiles with linear interpolation between neighbours (Hyndman and Fan 1996, type 7; NumPy's default).</summary>
internal static class Quantile
{
    /// <param name="share">0 to 1.</param>
    /// <exception cref="InvalidOperationException">There are no values.</exception>
    public static double Of(IEnumerable<double> values, double share)
    {
        double[] sorted = values.Order().ToArray();
        return OfSorted(share, sorted.Length, index => sorted[index]);
    }

    /// <summary>The same over values that are known by rank.</summary>
    public static double OfSorted(double share, long count, Func<long, double> valueAt)
    {
        if (count == 0)
        {
            throw new InvalidOperationException("a quantile of no values");
        }

        double position = share * (count - 1);
        long below = (long)Math.Floor(position);
        double fraction = position - below, low = valueAt(below), high = valueAt(Math.Min(below + 1, count - 1));
        return fraction < 0.5 ? low + ((high - low) * fraction) : high - ((high - low) * (1 - fraction));
    }
}
