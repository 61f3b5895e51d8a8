using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Measures the bright objects of a window in one pass over its labels, and their convex hulls in another.</summary>
internal static class HillMeasures
{
    /// <returns>Measures by label; index 0 is unused.</returns>
    public static Hill[] Measure(LabelMap objects, int count, Mask glass)
    {
        var hills = new Hill[count + 1];
        for (int label = 0; label <= count; label++)
        {
            hills[label] = new Hill();
        }

        for (int y = 0; y < objects.Height; y++)
        {
            for (int x = 0; x < objects.Width; x++)
            {
                int i = (y * objects.Width) + x, label = objects.Labels[i];
                if (label != 0)
                {
                    Add(hills[label], x, y, i);
                    AddSides(hills[label], objects, glass, (x, y));
                }
            }
        }

        ConvexHulls.Measure(objects, hills);
        return hills;
    }

    private static void Add(Hill hill, int x, int y, int i)
    {
        hill.Area++;
        hill.First = hill.First < 0 ? i : hill.First;
        hill.Left = Math.Min(hill.Left, x);
        hill.Right = Math.Max(hill.Right, x);
        hill.Top = Math.Min(hill.Top, y);
        hill.Bottom = Math.Max(hill.Bottom, y);
        (double X, double Y, double XX, double YY, double XY) m = hill.Moments;
        hill.Moments = (m.X + x, m.Y + y, m.XX + ((double)x * x), m.YY + ((double)y * y), m.XY + ((double)x * y));
    }

    private static void AddSides(Hill hill, LabelMap objects, Mask glass, (int X, int Y) at)
    {
        ReadOnlySpan<(int Dx, int Dy)> steps = [(1, 0), (0, 1), (-1, 0), (0, -1)];
        int label = objects[at.X, at.Y];
        foreach ((int dx, int dy) in steps)
        {
            int x = at.X + dx, y = at.Y + dy;
            if (x < 0 || y < 0 || x >= objects.Width || y >= objects.Height || objects[x, y] == label)
            {
                continue;
            }

            int other = objects[x, y];
            hill.Sides++;
            hill.GlassSides += glass[x, y] ? 1 : 0;
            if (other != 0)
            {
                hill.OpenSides[other] = hill.OpenSides.GetValueOrDefault(other) + 1;
            }
        }
    }
}
