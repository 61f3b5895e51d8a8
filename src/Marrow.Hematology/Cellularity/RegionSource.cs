namespace Marrow.Hematology;

/// <summary>Where marrow is looked for.</summary>
public enum RegionSource
{
    /// <summary>Found in the picture.</summary>
    Auto,

    /// <summary>Every pixel is marrow.</summary>
    Whole,

    /// <summary>A mask of the slide's size.</summary>
    Mask,
}
