namespace Marrow.Radiomics;

/// <summary>How a colour becomes one grey value. There is no silent choice: it stands in every output.</summary>
public enum GreyReductionKind
{
    /// <summary>8-bit luma with OpenCV's rounding, 0 to 255.</summary>
    Luma,

    /// <summary>Mean optical density of the three channels, −ln((v+1)/256), times 100 so that the usual bin widths fit: 0 to 555.</summary>
    OpticalDensity,

    /// <summary>The red channel.</summary>
    Red,

    /// <summary>The green channel.</summary>
    Green,

    /// <summary>The blue channel.</summary>
    Blue,

    /// <summary>Concentration of haematoxylin in haematoxylin and eosin (published vectors, Ruifrok and Johnston 2001), times 100.</summary>
    Haematoxylin,

    /// <summary>Concentration of eosin in haematoxylin and eosin, times 100.</summary>
    Eosin,

    /// <summary>Concentration of methylene blue and azures in Giemsa and Wright stains, times 100.</summary>
    GiemsaAzure,

    /// <summary>Concentration of eosin in Giemsa and Wright stains, times 100.</summary>
    GiemsaEosin,

    /// <summary>
    /// floor(√(R²+G²+B²)) modulo 256: the overflow of the published leukemia tables (system 002), only to reproduce them.
    /// </summary>
    Compatible002,
}
