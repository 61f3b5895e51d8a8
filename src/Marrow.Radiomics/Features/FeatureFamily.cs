namespace Marrow.Radiomics;

/// <summary>The families of features, in the order of their columns.</summary>
public enum FeatureFamily
{
    /// <summary>Size and form of the region's outline; uses no grey value.</summary>
    Shape2D,

    /// <summary>Statistics of the grey values, wherever they lie.</summary>
    FirstOrder,

    /// <summary>Grey-level co-occurrence matrix: pairs of neighbours.</summary>
    Glcm,

    /// <summary>Grey-level dependence matrix (IBSI: neighbouring grey-level dependence matrix).</summary>
    Gldm,

    /// <summary>Grey-level run-length matrix.</summary>
    Glrlm,

    /// <summary>Grey-level size-zone matrix.</summary>
    Glszm,

    /// <summary>Neighbouring grey-tone difference matrix.</summary>
    Ngtdm,

    /// <summary>IBSI's intensity histogram: statistics of the grey levels after binning; not among pyradiomics' columns.</summary>
    Histogram,
}
