namespace Marrow.Radiomics;

/// <summary>How texture matrices of several directions and planes become one value; IBSI's names for 2D and 2.5D.</summary>
public enum TextureAggregation
{
    /// <summary><c>2D_avg</c>: features of each plane and direction, then their mean.</summary>
    Average2D,

    /// <summary><c>2D_comb</c>: directions merged in each plane, then the mean over planes.</summary>
    Combined2D,

    /// <summary><c>2_5D_avg</c>: planes merged for each direction, then the mean over directions; what pyradiomics does with force2D.</summary>
    Average25D,

    /// <summary><c>2_5D_comb</c>: all planes and directions in one matrix.</summary>
    Combined25D,
}
