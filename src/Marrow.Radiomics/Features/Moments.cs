using System.Runtime.Intrinsics;

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
            min = value < min ? value : min;
            max = value > max ? value : max;
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

    /// <summary>The mean distance from their own mean of the values in a closed range; NaN where there is none.</summary>
    public static double RobustDeviation(double[] values, double low, double high)
    {
        // Four lanes whatever the machine, so that the last bit does not depend on it; lanes outside the range add 0.
        (Vector256<double> least, Vector256<double> most) = (Vector256.Create(low), Vector256.Create(high));
        (Vector256<double> sums, Vector256<double> counts, Vector256<double> distances) = (default, default, default);
        int whole = values.Length - (values.Length % 4);
        for (int i = 0; i < whole; i += 4)
        {
            var value = Vector256.Create(values, i);
            Vector256<double> isIn = Vector256.GreaterThanOrEqual(value, least) & Vector256.LessThanOrEqual(value, most);
            sums += value & isIn;
            counts += Vector256<double>.One & isIn;
        }

        double[] rest = Array.FindAll(values[whole..], value => value >= low && value <= high);
        double count = Vector256.Sum(counts) + rest.Length, mean = (Vector256.Sum(sums) + rest.Sum()) / count;
        var middle = Vector256.Create(mean);
        for (int i = 0; i < whole; i += 4)
        {
            var value = Vector256.Create(values, i);
            Vector256<double> isIn = Vector256.GreaterThanOrEqual(value, least) & Vector256.LessThanOrEqual(value, most);
            distances += Vector256.Abs(value - middle) & isIn;
        }

        return (Vector256.Sum(distances) + rest.Sum(value => Math.Abs(value - mean))) / count;
    }
}
