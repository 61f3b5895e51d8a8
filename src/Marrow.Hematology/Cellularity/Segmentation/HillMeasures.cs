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

        int[] depth = DepthWithin(objects);
        for (int y = 0; y < objects.Height; y++)
        {
            for (int x = 0; x < objects.Width; x++)
            {
                int i = (y * objects.Width) + x, label = objects.Labels[i];
                if (label != 0)
                {
                    Add(hills[label], x, y, i);
                    hills[label].DepthSquared = Math.Max(hills[label].DepthSquared, depth[i]);
                    AddSides(hills[label], objects, glass, (x, y));
                }
            }
        }

        HullAreas.Measure(objects, hills);
        return hills;
    }

    /// <summary>Squared distance to the nearest pixel of another object or of none: borders between objects count as outside.</summary>
    private static int[] DepthWithin(LabelMap objects)
    {
        int w = objects.Width;
        var inner = new Mask(w, objects.Height);
        int[] labels = objects.Labels;
        for (int i = 0; i < labels.Length; i++)
        {
            bool border = (i % w != 0 && Differ(labels[i], labels[i - 1])) || (i >= w && Differ(labels[i], labels[i - w]));
            inner.Values[i] = labels[i] != 0 && !border ? (byte)1 : (byte)0;
        }

        return DistanceTransform.Squared(inner);
    }

    private static bool Differ(int a, int b) => a != b && a != 0 && b != 0;

    private static void Add(Hill hill, int x, int y, int i)
    {
        hill.Area++;
        hill.First = hill.First < 0 ? i : hill.First;
        hill.Left = Math.Min(hill.Left, x);
        hill.Right = Math.Max(hill.Right, x);
        hill.Top = Math.Min(hill.Top, y);
        hill.Bottom = Math.Max(hill.Bottom, y);
    }

    private static void AddSides(Hill hill, LabelMap objects, Mask glass, (int X, int Y) at)
    {
        ReadOnlySpan<(int Dx, int Dy)> steps = [(1, 0), (0, 1), (-1, 0), (0, -1)];
        int label = objects[at.X, at.Y];
        foreach ((int dx, int dy) in steps)
        {
            int x = at.X + dx, y = at.Y + dy;
            if (x < 0 || y < 0 || x >= objects.Width || y >= objects.Height)
            {
                hill.EdgeSides++;
            }
            else if (objects[x, y] != label)
            {
                hill.Sides++;
                hill.GlassSides += glass[x, y] ? 1 : 0;
            }
        }
    }
}
