namespace Marrow.Imaging;

/// <summary>
/// Shifts and stretches L*, a*, b* from the source's statistics to the target's. The modified form stretches L* by 1 + q with
/// q = (σ target − σ source) / σ target where that is positive and else 0 (so that a picture stays its own fixed point; the paper puts 0.05), and only shifts a* and b*.
/// </summary>
internal sealed class ReinhardTransform : IColourTransform
{
    private readonly double[] _from, _to, _stretch;

    public ReinhardTransform(LabStatistics source, LabStatistics target, bool modified)
    {
        (_from, _to) = (source.Means, target.Means);
        double q = Math.Max(0, (target.Deviations[0] - source.Deviations[0]) / target.Deviations[0]);
        _stretch = modified
            ? [1 + q, 1, 1]
            : [.. target.Deviations.Select((deviation, i) => deviation / source.Deviations[i])];
    }

    public void Apply(ReadOnlySpan<byte> source, Span<byte> target)
    {
        for (int i = 0; i + 2 < source.Length; i += 3)
        {
            (double l, double a, double b) = CieLab.Of(source[i], source[i + 1], source[i + 2]);
            (target[i], target[i + 1], target[i + 2]) = CieLab.ToRgb(
                ((l - _from[0]) * _stretch[0]) + _to[0], ((a - _from[1]) * _stretch[1]) + _to[1], ((b - _from[2]) * _stretch[2]) + _to[2]);
        }
    }
}
