using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// How the 8-bit levels of a large picture become the network's input: one table for each channel, from a single pass over the picture,
/// and the rectangle that is not black. Means and deviations are exact, in double precision, where the reference sums in single.
/// </summary>
internal sealed class SlideScaling
{
    private const int Levels = 256;

    private SlideScaling(PixelRectangle area, float[][] tables, bool keepsBlack) => (Area, Tables, KeepsBlack) = (area, tables, keepsBlack);

    /// <summary>The part of the level that is predicted.</summary>
    public PixelRectangle Area { get; }

    /// <summary>For each channel the scaled value of each level.</summary>
    public float[][] Tables { get; }

    /// <summary>True where pixels that are black in all channels stay 0.</summary>
    public bool KeepsBlack { get; }

    public static SlideScaling Measure(SlideRows slide, PlanConfiguration configuration, IReadOnlyList<ChannelIntensity> intensities, CancellationToken token)
    {
        PixelSize size = slide.Size;
        var tally = new LevelTally(configuration.Normalizations.Count);
        foreach (PixelRectangle piece in slide.Pieces(new PixelRectangle(0, 0, size.Width, size.Height)))
        {
            token.ThrowIfCancellationRequested();
            tally.Add(slide.Read(piece), piece.X, piece.Y);
        }

        PixelRectangle area = tally.Area(size);
        float[][] tables = Enumerable.Range(0, tally.Channels)
            .Select(channel => Table(configuration, channel, tally.Counts(channel, configuration.UsesMask[channel], area, size), intensities[channel]))
            .ToArray();
        return new SlideScaling(area, tables, configuration.UsesMask.Any(uses => uses));
    }

    private static float[] Table(PlanConfiguration configuration, int channel, long[] counts, ChannelIntensity intensity)
    {
        float[] table = Enumerable.Range(0, Levels).Select(level => (float)level).ToArray();
        Normalization scheme = configuration.Normalizations[channel];
        if (scheme == Normalization.ZScore)
        {
            double total = counts.Sum(), mean = counts.Select((count, level) => (double)count * level).Sum() / total;
            double variance = counts.Select((count, level) => count * (level - mean) * (level - mean)).Sum() / total;
            float divisor = Math.Max((float)Math.Sqrt(variance), 1e-8f);
            return Array.ConvertAll(table, level => (level - (float)mean) / divisor);
        }

        if (scheme == Normalization.RescaleTo01)
        {
            int low = Array.FindIndex(counts, count => count > 0), high = Array.FindLastIndex(counts, count => count > 0);
            return Array.ConvertAll(table, level => (level - low) / Math.Max(high - low, 1e-8f));
        }

        scheme.Apply(table, [], intensity);
        return table;
    }
}
