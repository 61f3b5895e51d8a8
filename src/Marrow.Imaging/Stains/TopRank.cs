using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Marrow.Imaging;

/// <summary>
/// A high percentile of many values without sorting them all: a sample says from where on values matter, one pass keeps those, and the order statistics are selected among them.
/// The value is exact: linear between order statistics, as NumPy's default. Where the sample misled and too few were kept, <see cref="Keeps"/> falls to
/// minus infinity and the pass must be repeated.
/// </summary>
internal sealed class TopRank
{
    /// <summary>Values to sample; six standard errors of a percentile's place in them are kept as margin.</summary>
    public const int SampleSize = 1 << 13;

    private const double StandardErrors = 6;

    private readonly List<double> _kept = [];
    private readonly double _fraction;

    /// <param name="sample">Some of the values, at least one; is put in another order here.</param>
    /// <param name="percentile">0…100.</param>
    public TopRank(double[] sample, double percentile)
    {
        _fraction = percentile / 100;
        double margin = (StandardErrors * Math.Sqrt(_fraction * (1 - _fraction) / sample.Length)) + (2.0 / sample.Length);
        double place = (_fraction - margin) * (sample.Length - 1);
        Keeps = place < 0 ? double.NegativeInfinity : Selection.Nth(sample, (int)place);
    }

    /// <summary>Values at or above this must be handed to <see cref="Add"/>.</summary>
    public double Keeps { get; private set; }

    /// <summary>Takes the wanted values of a chunk, in any order; safe from several threads.</summary>
    public void Add(List<double> values)
    {
        lock (_kept)
        {
            _kept.AddRange(values);
        }
    }

    /// <summary>Whether enough was kept for <paramref name="count"/> values in all; if not, forgets and asks for every value.</summary>
    public bool Reaches(long count)
    {
        bool reaches = _kept.Count >= count - (long)Math.Floor((count - 1) * _fraction);
        if (!reaches)
        {
            Keeps = double.NegativeInfinity;
            _kept.Clear();
        }

        return reaches;
    }

    /// <summary>The percentile of <paramref name="count"/> values; each order statistic passes through <paramref name="unfold"/> before the interpolation.</summary>
    public double Value(long count, Func<double, double> unfold)
    {
        Span<double> kept = CollectionsMarshal.AsSpan(_kept);
        double rank = (count - 1) * _fraction;
        int lower = (int)((long)Math.Floor(rank) - (count - _kept.Count));
        double a = Selection.Nth(kept, lower), b = lower + 1 < kept.Length ? TensorPrimitives.Min(kept[(lower + 1)..]) : a;
        (a, b) = (unfold(a), unfold(b));
        double t = rank - Math.Floor(rank);
        return t < 0.5 ? a + ((b - a) * t) : b - ((b - a) * (1 - t));
    }
}
