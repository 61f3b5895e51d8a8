namespace Marrow.Radiomics;

/// <summary>Every feature that Marrow computes, family by family, in the order of its columns.</summary>
public static class FeatureCatalog
{
    /// <summary>All definitions; within a family, in the order in which the family computes them.</summary>
    public static IReadOnlyList<FeatureDefinition> All { get; } =
    [
        .. Shape2D.Definitions, .. FirstOrder.Definitions, .. Glcm.Definitions, .. Gldm.Definitions,
        .. Glrlm.Definitions, .. Glszm.Definitions, .. Ngtdm.Definitions, .. IntensityHistogram.Definitions,
    ];

    /// <summary>The definitions of one family.</summary>
    internal static IReadOnlyList<FeatureDefinition> Of(FeatureFamily family) => family switch
    {
        FeatureFamily.Shape2D => Shape2D.Definitions,
        FeatureFamily.FirstOrder => FirstOrder.Definitions,
        FeatureFamily.Glcm => Glcm.Definitions,
        FeatureFamily.Gldm => Gldm.Definitions,
        FeatureFamily.Glrlm => Glrlm.Definitions,
        FeatureFamily.Glszm => Glszm.Definitions,
        FeatureFamily.Ngtdm => Ngtdm.Definitions,
        FeatureFamily.Histogram => IntensityHistogram.Definitions,
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "no such family"),
    };
}
