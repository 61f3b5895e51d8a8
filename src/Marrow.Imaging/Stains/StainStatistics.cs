namespace Marrow.Imaging;

/// <summary>
/// What was measured of a picture's stains, and so also a reference to normalize to; small enough to save as JSON
/// and to travel with a model. Vectors and maxima for the methods with stain vectors, Lab for Reinhard's.
/// </summary>
public sealed record StainStatistics
{
    public StainMethod Method { get; init; } = StainMethod.Macenko;

    public StainConvention Convention { get; init; } = StainConvention.Standard;

    public StainPair Stains { get; init; } = StainPair.HaematoxylinEosin;

    /// <summary>The level of empty glass that the densities are measured from.</summary>
    public double TransmittedLight { get; init; } = 240;

    /// <summary>Direction of the first stain (haematoxylin, methylene blue).</summary>
    public StainVector? First { get; init; }

    /// <summary>Direction of the second stain (eosin, DAB).</summary>
    public StainVector? Second { get; init; }

    /// <summary>99th percentile of each stain's concentration; a third value, of the direction across both, in histolab's convention.</summary>
    public double[]? Maxima { get; init; }

    /// <summary>Weight of sparsity in Vahadane's factorization.</summary>
    public double? Sparsity { get; init; }

    /// <summary>Mean and standard deviation of L*, a*, b*.</summary>
    public LabStatistics? Lab { get; init; }

    /// <summary>Whether normalizing to these statistics carries over what the two stains do not explain.</summary>
    public bool KeepResidual { get; init; } = true;

    /// <summary>Pixels that the measurement rests on; 0 for published values.</summary>
    public long TissuePixels { get; init; }

    /// <summary>Names and SHA-256 of the files measured.</summary>
    public IReadOnlyList<StainSource>? Sources { get; init; }

    /// <summary>Checks that the parts which the method needs are there and can be used.</summary>
    /// <exception cref="ArgumentException">Something is missing or not a usable number.</exception>
    public void Check()
    {
        bool usable = Method is StainMethod.Reinhard or StainMethod.ModifiedReinhard ? Lab is { } lab && lab.IsUsable : HasUsableVectors();
        if (!usable || !(TransmittedLight is >= 1 and <= 256))
        {
            throw new ArgumentException($"the stain statistics lack usable values for the method {Method.ToString().ToLowerInvariant()}");
        }
    }

    private bool HasUsableVectors() =>
        First is { } first && Second is { } second
        && Math.Abs(first.Length - 1) < 0.05 && Math.Abs(second.Length - 1) < 0.05 && first.AngleDegrees(second) >= StainPlausibility.SmallestAngleDegrees
        && Maxima is { } maxima && maxima.Length == (Convention == StainConvention.Histolab ? 3 : 2) && maxima.All(value => value is > 0 and < 1000);
}
