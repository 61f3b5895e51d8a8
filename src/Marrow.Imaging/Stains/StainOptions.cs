namespace Marrow.Imaging;

/// <summary>Settings of stain measurement and normalization.</summary>
public sealed record StainOptions
{
    private readonly StainMethod _method = StainMethod.Macenko;
    private readonly StainConvention _convention = StainConvention.Standard;
    private readonly StainPair _stains = StainPair.HaematoxylinEosin;
    private readonly double _transmittedLight = 240;
    private readonly double _alpha = 1;
    private readonly double _beta = 0.15;
    private readonly double _minimumTissueFraction = 0.002;
    private readonly double _sparsity = 0.1;
    private readonly int _threads;

    public StainMethod Method
    {
        get => _method;
        init => _method = Known(value);
    }

    public StainConvention Convention
    {
        get => _convention;
        init => _convention = Known(value);
    }

    public StainPair Stains
    {
        get => _stains;
        init => _stains = Known(value);
    }

    /// <summary>
    /// The vectors that colour deconvolution separates by, fitted before: on a slide, on pictures of one stain each. Null for the published ones of
    /// <see cref="Stains"/>. Other methods measure their own.
    /// </summary>
    public (StainVector First, StainVector Second)? Vectors
    {
        get;
        init => field = value is not { } pair || (IsDirection(pair.First) && IsDirection(pair.Second))
            ? value
            : throw new ArgumentException("a stain vector needs a length above 0");
    }

    /// <summary>The level of empty glass, 1…256; 240 in the programs after Macenko et al. (2009).</summary>
    public double TransmittedLight
    {
        get => _transmittedLight;
        init => _transmittedLight = Within(value, 1, 256, "transmitted light");
    }

    /// <summary>Percentile of the angle taken as a pure stain, 0…49; 1 in Macenko et al. (2009).</summary>
    public double Alpha
    {
        get => _alpha;
        init => _alpha = Within(value, 0, 49, "alpha");
    }

    /// <summary>Optical density (natural logarithm) from which a channel counts as stained, 0…2; 0.15 in Macenko et al. (2009).</summary>
    public double Beta
    {
        get => _beta;
        init => _beta = Within(value, 0, 2, "beta");
    }

    /// <summary>Share of the pixels that must be tissue for an estimate, 0…1; 0.002 keeps dust and ink lines on glass from being read as stain.</summary>
    public double MinimumTissueFraction
    {
        get => _minimumTissueFraction;
        init => _minimumTissueFraction = Within(value, 0, 1, "minimum tissue fraction");
    }

    /// <summary>Weight of the sum of concentrations against the squared error in Vahadane's factorization, 0…10.</summary>
    public double Sparsity
    {
        get => _sparsity;
        init => _sparsity = Within(value, 0, 10, "sparsity");
    }

    /// <summary>
    /// Whether what the two stains do not explain goes through unchanged, so that a picture is its own reference's fixed point;
    /// null takes it from the reference (fitted references keep, the published one drops).
    /// </summary>
    public bool? KeepResidual { get; init; }

    /// <summary>Leaves a pixel byte-identical where every channel absorbs less than beta.</summary>
    public bool KeepBackground { get; init; }

    /// <summary>Threads to use, 0 for as many as there are; the result does not depend on it.</summary>
    public int Threads
    {
        get => _threads;
        init => _threads = (int)Within(value, 0, 4096, "threads");
    }

    private static bool IsDirection(StainVector vector) => vector.Length > 0 && double.IsFinite(vector.Length);

    private static T Known<T>(T value)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), $"{value} is no {typeof(T).Name}");

    private static double Within(double value, double low, double high, string name) =>
        value >= low && value <= high
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), $"{name} must lie in {low}…{high}, got {value}");
}
