using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Marrow.Imaging;

/// <summary>
/// Percentiles of the angle of tissue pixels in a plane. The pass works on a number that grows with the angle and needs no arc tangent:
/// 1 − x/(|x|+|y|), with the sign of y.
/// </summary>
internal sealed class AngleSearch(TissuePixels tissue, PairTable plane)
{
    /// <summary>The angles in radians at a percentile and at its mirror from the top; the tissue has at least one pixel.</summary>
    public (double Low, double High) Percentiles(double alpha, int threads)
    {
        double[] sample = [.. tissue.Sample(TopRank.SampleSize).Select(colour => Fold(plane, colour))];
        TopRank high = new([.. sample], 100 - alpha), low = new([.. sample.Select(value => -value)], 100 - alpha);
        do
        {
            tissue.Run(threads, chunk =>
            {
                (List<double> lows, List<double> highs) = Outside(tissue.Chunk(chunk), plane, -low.Keeps, high.Keeps);
                low.Add(lows);
                high.Add(highs);
            });
        }
        while (!(low.Reaches(tissue.Count) & high.Reaches(tissue.Count)));
        return (low.Value(tissue.Count, value => Unfold(-value)), high.Value(tissue.Count, Unfold));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (List<double> Lows, List<double> Highs) Outside(ReadOnlySpan<uint> colours, PairTable plane, double low, double high)
    {
        List<double> lows = [], highs = [];
        foreach (uint colour in colours)
        {
            double folded = Fold(plane, colour);
            if (folded <= low)
            {
                lows.Add(-folded);
            }

            if (folded >= high)
            {
                highs.Add(folded);
            }
        }

        return (lows, highs);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Fold(PairTable plane, uint colour)
    {
        Vector128<double> point = plane.Of(colour);
        double x = point.ToScalar(), y = point.GetElement(1);
        return Math.CopySign(1 - (x / (Math.Abs(x) + Math.Abs(y) + double.Epsilon)), y);
    }

    private static double Unfold(double folded)
    {
        double x = 1 - Math.Abs(folded);
        return Math.CopySign(Math.Atan2(1 - Math.Abs(x), x), folded);
    }
}
