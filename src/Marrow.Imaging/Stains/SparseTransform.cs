namespace Marrow.Imaging;

/// <summary>Vahadane's normalization: the sparse concentrations of the source, scaled, in the vectors of the target; what they leave over is added back where it is kept.</summary>
internal sealed class SparseTransform : IColourTransform
{
    private readonly double[] _density;
    private readonly StainMatrix _source, _target;
    private readonly SparseConcentrations _solve;
    private readonly double _firstScale, _secondScale, _residual, _light;

    public SparseTransform(OpticalDensity density, StainStatistics source, StainStatistics target, bool keepResidual)
    {
        _density = density.Values;
        _source = new(source.First!.Value, source.Second!.Value);
        _target = new(target.First!.Value, target.Second!.Value);
        _solve = new SparseConcentrations(_source, source.Sparsity ?? 0);
        (_firstScale, _secondScale) = (target.Maxima![0] / source.Maxima![0], target.Maxima[1] / source.Maxima[1]);
        (_residual, _light) = (keepResidual ? 1 : 0, target.TransmittedLight);
    }

    public void Apply(ReadOnlySpan<byte> source, Span<byte> target)
    {
        for (int i = 0; i + 2 < source.Length; i += 3)
        {
            StainVector d = new(_density[source[i]], _density[source[i + 1]], _density[source[i + 2]]);
            (double a, double b) = _solve.Of(d);
            StainVector rest = d.Plus(_source.First.Scaled(-a)).Plus(_source.Second.Scaled(-b)).Scaled(_residual);
            StainVector seen = rest.Plus(_target.First.Scaled(a * _firstScale)).Plus(_target.Second.Scaled(b * _secondScale));
            (target[i], target[i + 1], target[i + 2]) = (Level(seen.R), Level(seen.G), Level(seen.B));
        }
    }

    private byte Level(double density)
    {
        double level = _light * Math.Exp(-density);
        return level > 255 ? (byte)254 : (byte)level;
    }
}
