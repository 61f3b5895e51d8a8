namespace Marrow.Hematology.Segmentation;

/// <summary>A bright object that may be a vacuole, measured at working size; pixel indices count row by row in the window.</summary>
internal sealed class Hill
{
    public int Area { get; set; }

    public int First { get; set; } = -1;

    public int Left { get; set; } = int.MaxValue;

    public int Right { get; set; } = -1;

    public int Top { get; set; } = int.MaxValue;

    public int Bottom { get; set; } = -1;

    /// <summary>Pixel sides that do not face the object itself or the picture's edge.</summary>
    public int Sides { get; set; }

    /// <summary>Pixel sides that face glass without anything between.</summary>
    public int GlassSides { get; set; }

    /// <summary>Pixel sides that face another bright object without anything between, by its label.</summary>
    public Dictionary<int, int> OpenSides { get; } = [];

    /// <summary>The convex hull of its pixels.</summary>
    public List<(int X, int Y)> Hull { get; set; } = [];

    /// <summary>Sums of the pixels' coordinates and their products, about the window's corner.</summary>
    public (double X, double Y, double XX, double YY, double XY) Moments { get; set; }

    /// <summary>Axes of the ellipse with the same second moments, in pixels; a pixel's own extent counts.</summary>
    public (double Minor, double Major) Axes
    {
        get
        {
            double mx = Moments.X / Area, my = Moments.Y / Area;
            double xx = (Moments.XX / Area) - (mx * mx) + (1 / 12.0), yy = (Moments.YY / Area) - (my * my) + (1 / 12.0), xy = (Moments.XY / Area) - (mx * my);
            double mean = (xx + yy) / 2, spread = Math.Sqrt((((xx - yy) / 2) * ((xx - yy) / 2)) + (xy * xy));
            return (4 * Math.Sqrt(Math.Max(0, mean - spread)), 4 * Math.Sqrt(mean + spread));
        }
    }

    /// <summary>Share of the convex hull that the object fills, 0…1.</summary>
    public double Solidity => Area == 0 ? 0 : 2.0 * Area / ConvexHulls.TwiceArea(Hull);

    public double Diameter => 2 * Math.Sqrt(Area / Math.PI);
}
