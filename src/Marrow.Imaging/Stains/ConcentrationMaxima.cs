using System.Runtime.Intrinsics;

namespace Marrow.Imaging;

/// <summary>The 99th percentiles of two linear functions of density over all pixels that are not black, exactly.</summary>
/// <param name="rgb">Whole pixels, at least one of them not black.</param>
internal sealed class ConcentrationMaxima(byte[] rgb, OpticalDensity density, (StainVector First, StainVector Second) functions)
{
    public const double Percentile = 99;

    private readonly PairTable _table = new(density, functions.First, functions.Second);

    /// <param name="black">How many pixels are black.</param>
    public (double First, double Second) Measure(long black, int threads)
    {
        int pixels = rgb.Length / 3;
        Vector128<double>[] sample = Sample(pixels);
        TopRank first = new([.. sample.Select(value => value.ToScalar())], Percentile), second = new([.. sample.Select(value => value.GetElement(1))], Percentile);
        do
        {
            var screen = new ColourScreen(density, (functions.First, first.Keeps), (functions.Second, second.Keeps));
            Vector128<double> keeps = Vector128.Create(first.Keeps, second.Keeps);
            PixelChunks.Run(pixels, threads, (_, start, end) =>
            {
                (List<double> firsts, List<double> seconds) = Above(rgb.AsSpan(start * 3, (end - start) * 3), screen, keeps);
                first.Add(firsts);
                second.Add(seconds);
            });
        }
        while (!(first.Reaches(pixels - black) & second.Reaches(pixels - black)));
        return (first.Value(pixels - black, value => value), second.Value(pixels - black, value => value));
    }

    private Vector128<double>[] Sample(int pixels)
    {
        int stride = Math.Max(1, pixels / TopRank.SampleSize);
        List<Vector128<double>> sample = [];
        for (int i = 0; i < rgb.Length; i += stride * 3)
        {
            uint colour = (uint)(rgb[i] | (rgb[i + 1] << 8) | (rgb[i + 2] << 16));
            if (!OpticalDensity.IsBlack(colour))
            {
                sample.Add(_table.Of(colour));
            }
        }

        return sample.Count > 0 ? [.. sample] : [Vector128.Create(double.NegativeInfinity)];
    }

    private (List<double> First, List<double> Second) Above(ReadOnlySpan<byte> rgb, ColourScreen screen, Vector128<double> keeps)
    {
        List<double> firsts = [], seconds = [];
        Span<uint> found = stackalloc uint[ColourScreen.Block];
        for (int start = 0; start < rgb.Length; start += ColourScreen.Block * 3)
        {
            int count = screen.Select(rgb[start..Math.Min(start + (ColourScreen.Block * 3), rgb.Length)], found);
            foreach (uint colour in found[..count])
            {
                if (!OpticalDensity.IsBlack(colour))
                {
                    Vector128<double> value = _table.Of(colour);
                    Keep(value[0], keeps[0], firsts);
                    Keep(value[1], keeps[1], seconds);
                }
            }
        }

        return (firsts, seconds);
    }

    private static void Keep(double value, double from, List<double> kept)
    {
        if (value >= from)
        {
            kept.Add(value);
        }
    }
}
