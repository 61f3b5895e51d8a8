namespace Marrow.Imaging;

/// <summary>
/// Concentrations c ≥ 0 of two unit stain vectors that minimize ½·|d − D·c|² + λ·(c₁ + c₂), in closed form:
/// the unconstrained minimum where both are positive, else the best with one stain, else none.
/// </summary>
internal readonly struct SparseConcentrations(StainMatrix stains, double sparsity)
{
    private readonly StainVector _first = stains.First, _second = stains.Second;
    private readonly double _overlap = stains.First.Dot(stains.Second);

    public (double First, double Second) Of(StainVector density)
    {
        double a = _first.Dot(density) - sparsity, b = _second.Dot(density) - sparsity;
        double scale = 1 / (1 - (_overlap * _overlap));
        double first = (a - (_overlap * b)) * scale, second = (b - (_overlap * a)) * scale;
        if (first >= 0 && second >= 0)
        {
            return (first, second);
        }

        return first < 0 ? (0, Math.Max(0, b)) : (Math.Max(0, a), 0);
    }
}
