namespace Marrow.Radiomics;

/// <summary>What one feature is: enough to recompute it by hand.</summary>
/// <param name="Family">The family that computes it.</param>
/// <param name="Name">pyradiomics' name, <c>Contrast</c>; where pyradiomics has none, a name in its manner.</param>
/// <param name="Ibsi">IBSI's tag and identifier, <c>cm_contrast ACUI</c>; empty where IBSI has none.</param>
/// <param name="Formula">The formula in plain text; the family's symbols stand in docs/radiomics.md.</param>
/// <param name="UndefinedWhen">When the feature has no value; empty where it always has one.</param>
/// <param name="IsStandard">Whether it is among the 102 columns of pyradiomics' two-dimensional extraction.</param>
public sealed record FeatureDefinition(
    FeatureFamily Family, string Name, string Ibsi, string Formula, string UndefinedWhen = "", bool IsStandard = true)
{
    /// <summary>The column's name after the image type: <c>glcm_Contrast</c>.</summary>
    public string Column => $"{Prefix(Family)}_{Name}";

    /// <summary>Author, year and title of where the family was first described.</summary>
    public string Source => Family switch
    {
        FeatureFamily.Shape2D => "van Griethuysen 2017 (pyradiomics, shape2D); contour by marching squares, Maple 2003",
        FeatureFamily.FirstOrder or FeatureFamily.Histogram => "Zwanenburg 2020 (IBSI reference manual, intensity features)",
        FeatureFamily.Glcm => "Haralick 1973; Zwanenburg 2020 (IBSI)",
        FeatureFamily.Gldm => "Sun and Wee 1983; Zwanenburg 2020 (IBSI)",
        FeatureFamily.Glrlm => "Galloway 1975, Chu 1990, Dasarathy and Holder 1991; Zwanenburg 2020 (IBSI)",
        FeatureFamily.Glszm => "Thibault 2009; Zwanenburg 2020 (IBSI)",
        FeatureFamily.Ngtdm => "Amadasun and King 1989; Zwanenburg 2020 (IBSI)",
        _ => throw new InvalidOperationException($"the family {Family} has no source"),
    };

    private static string Prefix(FeatureFamily family) =>
        family == FeatureFamily.Shape2D ? "shape2D" : family.ToString().ToLowerInvariant();
}
