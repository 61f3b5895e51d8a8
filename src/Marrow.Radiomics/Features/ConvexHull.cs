namespace Marrow.Radiomics;

/// <summary>The smallest convex polygon around points (monotone chain, Andrew 1979).</summary>
internal static class ConvexHull
{
    /// <summary>The hull's corners in order, without points on its edges.</summary>
    /// <param name="sorted">By Y, then by X, as a picture is read.</param>
    public static List<(double X, double Y)> Of(List<(double X, double Y)> sorted)
    {
        List<(double X, double Y)> hull = Chain(sorted);
        if (hull.Count < 2)
        {
            return hull;
        }

        hull.RemoveAt(hull.Count - 1);
        sorted.Reverse();
        hull.AddRange(Chain(sorted));
        hull.RemoveAt(hull.Count - 1);
        return hull;
    }

    /// <summary>The greatest distance between two corners of a hull; 0 for fewer than two.</summary>
    public static double Diameter(List<(double X, double Y)> hull)
    {
        double greatest = 0;
        for (int a = 0; a < hull.Count; a++)
        {
            for (int b = 0; b < a; b++)
            {
                double x = hull[a].X - hull[b].X, y = hull[a].Y - hull[b].Y;
                greatest = Math.Max(greatest, (x * x) + (y * y));
            }
        }

        return Math.Sqrt(greatest);
    }

    /// <summary>The area of a polygon given by its corners in order.</summary>
    public static double Area(List<(double X, double Y)> corners)
    {
        double twice = 0;
        for (int i = 0; i < corners.Count; i++)
        {
            ((double x1, double y1), (double x2, double y2)) = (corners[i], corners[(i + 1) % corners.Count]);
            twice += (x1 * y2) - (x2 * y1);
        }

        return Math.Abs(twice) / 2;
    }

    private static List<(double X, double Y)> Chain(List<(double X, double Y)> sorted)
    {
        var chain = new List<(double X, double Y)>();
        foreach ((double X, double Y) point in sorted)
        {
            if (chain.Count > 0 && chain[^1] == point)
            {
                continue;
            }

            while (chain.Count >= 2 && Turn(chain[^2], chain[^1], point) <= 0)
            {
                chain.RemoveAt(chain.Count - 1);
            }

            chain.Add(point);
        }

        return chain;
    }

    /// <summary>Above 0 where the way from a over b to c turns as a chain read from above must.</summary>
    private static double Turn((double X, double Y) a, (double X, double Y) b, (double X, double Y) c) =>
        ((b.Y - a.Y) * (c.X - a.X)) - ((b.X - a.X) * (c.Y - a.Y));
}
