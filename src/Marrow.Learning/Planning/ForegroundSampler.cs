namespace Marrow.Learning;

/// <summary>
/// Draws annotated pixels with replacement, the same number from every case, and describes them. The draws are repeated rather than kept:
/// one pass for mean and ranks, one for the deviation.
/// </summary>
internal sealed class ForegroundSampler
{
    private const uint Seed = 1234;

    private readonly ForegroundPixels[] _cases;
    private readonly MersenneTwister[] _generators;
    private readonly long _drawsPerCase;
    private readonly bool _isWide;

    public ForegroundSampler(ForegroundPixels[] cases, long drawsPerCase)
    {
        _cases = cases.Where(one => one.Count > 0).ToArray();
        _generators = _cases.Select(_ => new MersenneTwister(Seed)).ToArray();
        _drawsPerCase = drawsPerCase;
        // A case without annotated pixels brings NumPy an empty list of 64-bit floats, and all draws are joined in its precision.
        _isWide = _cases.Length < cases.Length;
        if (_cases.Length == 0)
        {
            throw new InvalidDataException("no case has an annotated pixel");
        }
    }

    /// <summary>Describes a channel; to be called for channels 0, 1, 2 … in order, for each case's draws go on from channel to channel.</summary>
    public ChannelIntensity NextChannel(int channel)
    {
        long count = _drawsPerCase * _cases.Length;
        var counts = new LevelCounts();
        (double mean, double deviation) = _isWide ? Wide(channel, count, counts) : Single(channel, count, counts);
        (float Value, long UpTo)[] ranks = counts.Ranks();
        return new ChannelIntensity(
            ranks[^1].Value, mean, At(ranks, count, 0.5), ranks[0].Value, At(ranks, count, 0.005), At(ranks, count, 0.995), deviation);
    }

    private (double Mean, double Deviation) Single(int channel, long count, LevelCounts counts)
    {
        float sum = StreamedSum.Of(count, Draws(channel, forks: true, values => counts.Add(values)));
        float mean = sum / count;
        float squares = StreamedSum.Of(count, Draws(channel, forks: false, values => Center(values, mean)));
        return ((float)(sum / (double)count), MathF.Sqrt((float)(squares / (double)count)));
    }

    private (double Mean, double Deviation) Wide(int channel, long count, LevelCounts counts)
    {
        double mean = StreamedSum.Wide(count, Draws(channel, forks: true, values => counts.Add(values)), value => value) / count;
        double squares = StreamedSum.Wide(count, Draws(channel, forks: false, _ => { }), value => (value - mean) * (value - mean));
        return (mean, Math.Sqrt(squares / count));
    }

    private Action<Span<float>> Draws(int channel, bool forks, Action<Span<float>> use)
    {
        int next = -1;
        long left = 0;
        float[] pixels = [];
        uint[] places = new uint[SinglePrecision.Chunk];
        MersenneTwister generator = _generators[0];
        return values =>
        {
            for (int done = 0; done < values.Length;)
            {
                if (left == 0)
                {
                    next++;
                    (left, pixels) = (_drawsPerCase, _cases[next].Channel(channel));
                    generator = forks ? _generators[next].Fork() : _generators[next];
                }

                int now = (int)Math.Min(left, values.Length - done);
                uint largest = (uint)pixels.Length - 1;
                generator.FillUpTo(largest, places.AsSpan(0, now));
                for (int i = 0; i < now; i++)
                {
                    values[done + i] = pixels[places[i]];
                }

                (done, left) = (done + now, left - now);
            }

            use(values);
        };
    }

    private static void Center(Span<float> values, float mean)
    {
        foreach (ref float value in values)
        {
            float difference = value - mean;
            value = difference * difference;
        }
    }

    private static double At((float Value, long UpTo)[] ranks, long count, double share) =>
        Quantile.OfSorted(share, count, rank => ranks.First(one => one.UpTo > rank).Value);
}
