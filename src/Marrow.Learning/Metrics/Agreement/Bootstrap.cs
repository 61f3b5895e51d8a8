using MathNet.Numerics.Distributions;

namespace Marrow.Learning;

/// <summary>Draws pairs with replacement and reads intervals off the statistics of the draws.</summary>
internal static class Bootstrap
{
    public delegate double Statistic(ReadOnlySpan<double> truth, ReadOnlySpan<double> measured);

    /// <summary>Null below three pairs or where the statistic is undefined for the sample itself or for all draws.</summary>
    public static BootstrapInterval? Of(IReadOnlyList<PairedNumber> pairs, Statistic statistic, AgreementOptions options, CancellationToken token)
    {
        double[] truth = [.. pairs.Select(pair => pair.Truth)], measured = [.. pairs.Select(pair => pair.Measured)];
        double observed = pairs.Count < 3 ? double.NaN : statistic(truth, measured);
        double[] drawn = double.IsNaN(observed) ? [] : Drawn((truth, measured), statistic, options, token);
        if (drawn.Length == 0)
        {
            return null;
        }

        double tail = (1 - options.Confidence) / 2;
        return Corrected(drawn, observed, Acceleration(truth, measured, statistic), tail) is { } shares
            ? new BootstrapInterval(Quantile.Of(drawn, shares.Low), Quantile.Of(drawn, shares.High), "bca")
            : new BootstrapInterval(Quantile.Of(drawn, tail), Quantile.Of(drawn, 1 - tail), "percentile");
    }

    // Draws in which the statistic is undefined (all draws of one pair, say) are left out.
    private static double[] Drawn((double[] Truth, double[] Measured) pairs, Statistic statistic, AgreementOptions options, CancellationToken token)
    {
        (double[] truth, double[] measured) = pairs;
        var random = new RandomSource((ulong)options.Seed, truth.Length);
        double[] x = new double[truth.Length], y = new double[truth.Length], values = new double[options.Resamples];
        for (int draw = 0; draw < values.Length; draw++)
        {
            token.ThrowIfCancellationRequested();
            for (int i = 0; i < x.Length; i++)
            {
                int pick = (int)(random.NextDouble() * x.Length);
                (x[i], y[i]) = (truth[pick], measured[pick]);
            }

            values[draw] = statistic(x, y);
        }

        return [.. values.Where(double.IsFinite)];
    }

    // A sixth of the skewness of the leave-one-out values; NaN where they do not differ.
    private static double Acceleration(double[] truth, double[] measured, Statistic statistic)
    {
        double[] left = new double[truth.Length];
        for (int i = 0; i < left.Length; i++)
        {
            left[i] = statistic([.. truth[..i], .. truth[(i + 1)..]], [.. measured[..i], .. measured[(i + 1)..]]);
        }

        double mean = left.Average(), squares = left.Sum(value => (mean - value) * (mean - value));
        return left.Sum(value => Math.Pow(mean - value, 3)) / (6 * Math.Pow(squares, 1.5));
    }

    private static (double Low, double High)? Corrected(double[] drawn, double observed, double acceleration, double tail)
    {
        double below = (drawn.Count(value => value < observed) + (0.5 * drawn.Count(value => value == observed))) / drawn.Length;
        if (below is <= 0 or >= 1 || !double.IsFinite(acceleration))
        {
            return null;
        }

        double bias = Normal.InvCDF(0, 1, below);
        double Share(double z) => Normal.CDF(0, 1, bias + ((bias + z) / (1 - (acceleration * (bias + z)))));
        return (Share(Normal.InvCDF(0, 1, tail)), Share(Normal.InvCDF(0, 1, 1 - tail)));
    }
}
