using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Marrow.Imaging;

/// <summary>The 99th percentiles of two linear functions of density over all pixels that are not black, exactly.</summary>
/// <param name="rgb">Whole pixels, at least one of them not black.</param>
internal sealed class ConcentrationMaxima(byte[] rgb, PairTable table)
{
    public const double Percentile = 99;

    /// <param name="black">How many pixels are black.</param>
    public (double First, double Second) Measure(long black, int threads)
    {
        int pixels = rgb.Length / 3;
        Vector128<double>[] sample = Sample(pixels);
        TopRank first = new([.. sample.Select(value => value.ToScalar())], Percentile), second = new([.. sample.Select(value => value.GetElement(1))], Percentile);
        do
        {
            PixelChunks.Run(pixels, threads, (_, start, end) =>
            {
                (List<double> firsts, List<double> seconds) = Above(rgb.AsSpan(start * 3, (end - start) * 3), table, Vector128.Create(first.Keeps, second.Keeps));
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
            uint colour = Colour(ref rgb[i]);
            if (!OpticalDensity.IsBlack(colour))
            {
                sample.Add(table.Of(colour));
            }
        }

        return sample.Count > 0 ? [.. sample] : [Vector128.Create(double.NegativeInfinity)];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Colour(ref byte at) => (uint)(at | (Unsafe.Add(ref at, 1) << 8) | (Unsafe.Add(ref at, 2) << 16));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (List<double> First, List<double> Second) Above(ReadOnlySpan<byte> rgb, PairTable table, Vector128<double> keeps)
    {
        List<double> firsts = [], seconds = [];
        ref byte source = ref MemoryMarshal.GetReference(rgb);
        for (int i = 0; i < rgb.Length; i += 3)
        {
            uint colour = Colour(ref Unsafe.Add(ref source, i));
            Vector128<double> value = table.Of(colour);
            uint above = Vector128.GreaterThanOrEqual(value, keeps).ExtractMostSignificantBits();
            if (above != 0 && !OpticalDensity.IsBlack(colour))
            {
                if ((above & 1) != 0)
                {
                    firsts.Add(value.ToScalar());
                }

                if ((above & 2) != 0)
                {
                    seconds.Add(value.GetElement(1));
                }
            }
        }

        return (firsts, seconds);
    }
}
