namespace Marrow.Hematology;

/// <summary>What a pixel of the analysed area is; the value is its index in <c>compartments.png</c>.</summary>
public enum Compartment : byte
{
    /// <summary>Not analysed: outside the region of interest or the mask.</summary>
    Outside = 0,

    /// <summary>Haematopoietic marrow with its interstitium.</summary>
    Haematopoietic = 1,

    /// <summary>Fat vacuoles (adipocytes).</summary>
    Fat = 2,

    /// <summary>Bone trabeculae and cortical bone.</summary>
    Bone = 3,

    /// <summary>Empty slide around and between the tissue.</summary>
    Glass = 4,

    /// <summary>In the tissue but neither: clefts, vessels, tears, folds, pen.</summary>
    Excluded = 5,
}
