namespace Marrow.Radiomics;

/// <summary>What the ends of a <see cref="Resegmentation"/> are measured in.</summary>
public enum ResegmentationMode
{
    /// <summary>Grey values.</summary>
    Absolute,

    /// <summary>Parts of the region's maximum.</summary>
    RelativeToMaximum,

    /// <summary>Standard deviations of the region's grey values from their mean.</summary>
    Deviations,
}
