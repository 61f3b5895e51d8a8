using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Marrow.Imaging;

/// <summary>
/// Percentiles of the angle of tissue pixels in a plane. The pass works on a number that grows with the angle and needs no arc tangent:
/// 1 − x/(|x|+|y|), with the sign of y.
/// </summary>
internal sealed class AngleSearch(TissuePixels tissue, OpticalDensity density, (StainVector X, StainVector Y) axes)
{
    private readonly PairTable _plane = new(density, axes.X, axes.Y);

    /// <summary>The angles in radians at a percentile and at its mirror from the top; the tissue has at least one pixel.</summary>
    public (double Low, double High) Percentiles(double alpha, int threads)
    {
        double[] sample = [.. tissue.Sample(TopRank.SampleSize).Select(colour => Fold(colour))];
        TopRank high = new([.. sample], 100 - alpha), low = new([.. sample.Select(value => -value)], 100 - alpha);
        do
        {
            ColourScreen screen = Screen(-low.Keeps, high.Keeps);
            tissue.Run(threads, chunk =>
            {
                (List<double> lows, List<double> highs) = Outside(tissue.Chunk(chunk), screen, -low.Keeps, high.Keeps);
                low.Add(lows);
                high.Add(highs);
            });
        }
        while (!(low.Reaches(tissue.Count) & high.Reaches(tissue.Count)));
        return (low.Value(tissue.Count, value => Unfold(-value)), high.Value(tissue.Count, Unfold));
    }

    /// <summary>
    /// Lets through what lies at or below an angle, at or above another, or has y ≤ 0. Where y > 0, an angle above another that is not negative,
    /// or below any other, shows in the sign of the cross product, which is a linear function of density.
    /// </summary>
    private ColourScreen Screen(double low, double high) =>
        new(density, (Across(low).Scaled(-1), Open(low)), (Across(high), high < 0 ? double.NegativeInfinity : Open(high)), (axes.Y.Scaled(-1), 0));

    /// <summary>The function whose value is the cross product of the direction at a folded angle with the point.</summary>
    private StainVector Across(double folded)
    {
        double angle = double.IsFinite(folded) ? Unfold(folded) : 0;
        return axes.Y.Scaled(Math.Cos(angle)).Plus(axes.X.Scaled(-Math.Sin(angle)));
    }

    private static double Open(double folded) => double.IsFinite(folded) ? 0 : double.NegativeInfinity;

    private (List<double> Lows, List<double> Highs) Outside(ReadOnlySpan<uint> colours, ColourScreen screen, double low, double high)
    {
        List<double> lows = [], highs = [];
        Span<uint> found = stackalloc uint[ColourScreen.Block];
        for (int start = 0; start < colours.Length; start += ColourScreen.Block)
        {
            int count = screen.Select(colours[start..Math.Min(start + ColourScreen.Block, colours.Length)], found);
            foreach (uint colour in found[..count])
            {
                double folded = Fold(colour);
                if (folded <= low)
                {
                    lows.Add(-folded);
                }

                if (folded >= high)
                {
                    highs.Add(folded);
                }
            }
        }

        return (lows, highs);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Fold(uint colour)
    {
        Vector128<double> point = _plane.Of(colour);
        double x = point.ToScalar(), y = point.GetElement(1);
        return Math.CopySign(1 - (x / (Math.Abs(x) + Math.Abs(y) + double.Epsilon)), y);
    }

    private static double Unfold(double folded)
    {
        double x = 1 - Math.Abs(folded);
        return Math.CopySign(Math.Atan2(1 - Math.Abs(x), x), folded);
    }
}
