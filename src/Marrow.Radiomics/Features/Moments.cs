namespace Marrow.Radiomics;

/// <summary>Extremes, mean and central moments (divided by N) of a list of numbers.</summary>
internal readonly record struct Moments(
    double Minimum, double Maximum, double Mean, double SumOfSquares, double Second, double Third, double Fourth, double MeanDeviation)
{
    public static Moments Of(double[] values)
    {
        (double min, double max, double sum, double squares) = (values[0], values[0], 0, 0);
        foreach (double value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
            sum += value;
            squares += value * value;
        }

        // All equal: the mean is the value itself and every moment exactly 0, whatever rounding the sum had.
        double mean = min == max ? min : sum / values.Length;
        (double second, double third, double fourth, double deviation) = (0, 0, 0, 0);
        foreach (double value in values)
        {
            double away = value - mean, square = away * away;
            second += square;
            third += square * away;
            fourth += square * square;
            deviation += Math.Abs(away);
        }

        double n = values.Length;
        return new Moments(min, max, mean, squares, second / n, third / n, fourth / n, deviation / n);
    }

    public static double MeanOf(double[] values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    /// <summary>The mean distance of values from a point.</summary>
    public static double MeanDistance(double[] values, double from)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += Math.Abs(value - from);
        }

        return sum / values.Length;
    }
}
