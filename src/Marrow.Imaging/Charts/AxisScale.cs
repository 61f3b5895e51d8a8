using System.Globalization;

namespace Marrow.Imaging;

/// <summary>The range of an axis and its ticks at round numbers (steps of 1, 2, 2.5 or 5 times a power of ten; Heckbert, 1990).</summary>
public sealed class AxisScale
{
    private AxisScale(double minimum, double maximum, double step) => (Minimum, Maximum, Step) = (minimum, maximum, step);

    public double Minimum { get; }

    public double Maximum { get; }

    /// <summary>Distance of ticks; ticks lie at whole multiples of it.</summary>
    public double Step { get; }

    /// <summary>Tick values from left to right.</summary>
    public IReadOnlyList<double> Ticks
    {
        get
        {
            List<double> ticks = [];
            for (double n = Math.Ceiling((Minimum / Step) - 1e-9); n <= (Maximum / Step) + 1e-9; n++)
            {
                ticks.Add(n * Step);
            }

            return ticks;
        }
    }

    /// <summary>A scale that covers the range and ends on ticks.</summary>
    /// <param name="minimum">Smallest value shown; not finite values count as 0.</param>
    /// <param name="maximum">Largest value shown; not finite values count as 1.</param>
    /// <param name="intervals">How many intervals are wanted, about.</param>
    public static AxisScale Covering(double minimum, double maximum, int intervals = 5)
    {
        (double low, double high) = Widen(minimum, maximum);
        double step = NiceStep((high - low) / intervals);
        return new AxisScale(Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step, step);
    }

    /// <summary>A scale with these very ends, ticks at round numbers between.</summary>
    public static AxisScale Exact(double minimum, double maximum, int intervals = 5)
    {
        (double low, double high) = Widen(minimum, maximum);
        return new AxisScale(low, high, NiceStep((high - low) / intervals));
    }

    /// <summary>Where a value lies: 0 at the minimum, 1 at the maximum.</summary>
    public double Fraction(double value) => (value - Minimum) / (Maximum - Minimum);

    /// <summary>A tick's label, with as many decimals as the step needs.</summary>
    public string Label(double tick)
    {
        double largest = Math.Max(Math.Abs(Minimum), Math.Abs(Maximum));
        if (largest >= 1e7 || largest < 1e-4)
        {
            return tick == 0 ? "0" : tick.ToString("0.##e+0", CultureInfo.InvariantCulture);
        }

        int decimals = 0;
        for (double scaled = Step; decimals < 8 && Math.Abs(scaled - Math.Round(scaled)) > 1e-6 * scaled; scaled *= 10)
        {
            decimals++;
        }

        double rounded = Math.Round(tick, decimals);
        string text = (rounded == 0 ? 0 : rounded).ToString((largest >= 10000 ? "N" : "F") + decimals, CultureInfo.InvariantCulture);
        return text.Replace("-", "−", StringComparison.Ordinal);
    }

    private static (double Low, double High) Widen(double minimum, double maximum)
    {
        double low = double.IsFinite(minimum) ? minimum : 0, high = double.IsFinite(maximum) ? maximum : 1;
        if (high < low)
        {
            (low, high) = (high, low);
        }

        double margin = Math.Max(Math.Abs(low) * 1e-6, 1e-12);
        return high - low > margin ? (low, high) : low == 0 ? (0, 1) : (low - Math.Max(0.5, Math.Abs(low) * 0.01), high + Math.Max(0.5, Math.Abs(high) * 0.01));
    }

    private static double NiceStep(double rough)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double digit = rough / power;
        double nice = digit <= 1.0001 ? 1 : digit <= 2.0001 ? 2 : digit <= 2.5001 ? 2.5 : digit <= 5.0001 ? 5 : 10;
        return nice * power;
    }
}
