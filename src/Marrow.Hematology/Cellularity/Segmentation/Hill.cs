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

    /// <summary>Takes in the pixels of one row from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    public void AddRun(int start, int end, (int Y, int First) at)
    {
        Area += end - start;
        First = First < 0 ? at.First : First;
        (Left, Right, Top, Bottom) = (Math.Min(Left, start), Math.Max(Right, end - 1), Math.Min(Top, at.Y), Math.Max(Bottom, at.Y));
        double count = end - start, x = SumBelow(end) - SumBelow(start), xx = SquaresBelow(end) - SquaresBelow(start);
        (double X, double Y, double XX, double YY, double XY) m = Moments;
        Moments = (m.X + x, m.Y + (count * at.Y), m.XX + xx, m.YY + (count * at.Y * at.Y), m.XY + (x * at.Y));
    }

    /// <summary>Takes in another object's pixels, bounds and sides; area and hull are joined already.</summary>
    public void Absorb(Hill other)
    {
        First = Math.Min(First, other.First);
        (Left, Right, Top, Bottom) = (Math.Min(Left, other.Left), Math.Max(Right, other.Right), Math.Min(Top, other.Top), Math.Max(Bottom, other.Bottom));
        (double X, double Y, double XX, double YY, double XY) m = Moments, o = other.Moments;
        Moments = (m.X + o.X, m.Y + o.Y, m.XX + o.XX, m.YY + o.YY, m.XY + o.XY);
        Sides += other.Sides;
        GlassSides += other.GlassSides;
        foreach ((int label, int sides) in other.OpenSides)
        {
            OpenSides[label] = OpenSides.GetValueOrDefault(label) + sides;
        }
    }

    /// <summary>Renames the objects that this one faces; sides that now face itself are none.</summary>
    public void Rename(int own, int[] owners)
    {
        KeyValuePair<int, int>[] faced = [.. OpenSides];
        OpenSides.Clear();
        foreach ((int label, int sides) in faced)
        {
            if (owners[label] == own)
            {
                Sides -= sides;
            }
            else
            {
                OpenSides[owners[label]] = OpenSides.GetValueOrDefault(owners[label]) + sides;
            }
        }
    }

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

    private static double SumBelow(double n) => n * (n - 1) / 2;

    private static double SquaresBelow(double n) => (n - 1) * n * ((2 * n) - 1) / 6;
}
