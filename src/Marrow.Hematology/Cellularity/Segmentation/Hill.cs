namespace Marrow.Hematology.Segmentation;

/// <summary>A bright object that may be a vacuole, measured at working size; pixel indices count row by row in the window.</summary>
internal sealed class Hill
{
    public int Area { get; set; }

    /// <summary>Largest squared distance to what is not bright, or is another object.</summary>
    public int DepthSquared { get; set; }

    public int First { get; set; } = -1;

    public int Left { get; set; } = int.MaxValue;

    public int Right { get; set; } = -1;

    public int Top { get; set; } = int.MaxValue;

    public int Bottom { get; set; } = -1;

    /// <summary>Pixel sides that face glass, and all sides that do not face the object itself or the picture's edge.</summary>
    public int GlassSides { get; set; }

    public int Sides { get; set; }

    /// <summary>Sides on the edge of the window's view: the object goes on outside.</summary>
    public int EdgeSides { get; set; }

    public long HullArea2 { get; set; }
}
