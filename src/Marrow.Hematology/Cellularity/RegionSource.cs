namespace Marrow.Hematology;

/// <summary>Where marrow is looked for.</summary>
public enum RegionSource
{
    /// <summary>Found in the picture with the network that ships with Marrow.</summary>
    Auto,

    /// <summary>Found in the picture by brightness, texture and shape, without learned weights.</summary>
    Classical,

    /// <summary>Every pixel is marrow.</summary>
    Whole,

    /// <summary>A mask of the slide's size.</summary>
    Mask,
}
