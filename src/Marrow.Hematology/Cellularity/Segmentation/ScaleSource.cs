namespace Marrow.Hematology.Segmentation;

/// <summary>What told how large a pixel is.</summary>
internal enum ScaleSource
{
    /// <summary>The file, or the user.</summary>
    Stated,

    /// <summary>The size of nuclei in the picture.</summary>
    Nuclei,

    /// <summary>The size of vacuoles in the picture.</summary>
    Vacuoles,

    /// <summary>Neither is resolved: one micron is assumed.</summary>
    Nothing,
}
