namespace Marrow.Imaging;

/// <summary>Stain vectors and maxima as they were published.</summary>
public static class PublishedStains
{
    /// <summary>
    /// The reference of the programs after Macenko et al. (2009): their H&amp;E matrix and 99th percentiles of concentration, at a transmitted light of 240.
    /// What the two stains do not explain is dropped, as those programs do.
    /// </summary>
    public static StainStatistics MacenkoReference { get; } = new()
    {
        Method = StainMethod.Macenko,
        First = new(0.5626, 0.7201, 0.4062),
        Second = new(0.2159, 0.8012, 0.5581),
        Maxima = [1.9705, 1.0308],
        KeepResidual = false,
    };

    /// <summary>
    /// Fixed vectors of a pair, length 1: H&amp;E and haematoxylin with DAB by Ruifrok and Johnston (2001),
    /// methylene blue with eosin as measured by Landini for the same method (ImageJ, Colour Deconvolution).
    /// </summary>
    public static (StainVector First, StainVector Second) Vectors(StainPair stains)
    {
        (StainVector first, StainVector second) = stains switch
        {
            StainPair.HaematoxylinEosin => (new StainVector(0.65, 0.70, 0.29), new StainVector(0.07, 0.99, 0.11)),
            StainPair.HaematoxylinDab => (new StainVector(0.65, 0.70, 0.29), new StainVector(0.27, 0.57, 0.78)),
            StainPair.Giemsa => (new StainVector(0.834750233, 0.513556283, 0.196330403), new StainVector(0.092789, 0.954111, 0.283111)),
            _ => throw new ArgumentOutOfRangeException(nameof(stains), stains, "is no pair of stains"),
        };
        return (first.Unit(), second.Unit());
    }

    /// <summary>Names of the two stains, short enough for a file name: <c>H</c>, <c>E</c>; <c>H</c>, <c>DAB</c>; <c>azure</c>, <c>eosin</c>.</summary>
    public static (string First, string Second) Names(StainPair stains) => stains switch
    {
        StainPair.HaematoxylinEosin => ("H", "E"),
        StainPair.HaematoxylinDab => ("H", "DAB"),
        StainPair.Giemsa => ("azure", "eosin"),
        _ => throw new ArgumentOutOfRangeException(nameof(stains), stains, "is no pair of stains"),
    };
}
