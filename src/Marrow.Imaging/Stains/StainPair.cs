namespace Marrow.Imaging;

/// <summary>Which two stains a picture carries.</summary>
public enum StainPair
{
    HaematoxylinEosin,
    HaematoxylinDab,

    /// <summary>Giemsa, Wright and their mixtures: methylene blue (azures) and eosin.</summary>
    Giemsa,
}
