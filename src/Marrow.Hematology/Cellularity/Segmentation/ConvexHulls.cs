using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Convex hulls of objects over the corners of their pixels (Andrew 1979, monotone chain).</summary>
internal static class ConvexHulls
{
    public static void Measure(LabelMap objects, Hill[] hills)
    {
        for (int label = 1; label < hills.Length; label++)
        {
            hills[label].Hull = hills[label].Area == 0 ? [] : HullOf(objects, label, hills[label]);
        }
    }

    /// <summary>The hull of two hulls.</summary>
    public static List<(int X, int Y)> Join(List<(int X, int Y)> a, List<(int X, int Y)> b)
    {
        List<(int X, int Y)> left = [], right = [];
        foreach ((int X, int Y) corner in a.Concat(b).OrderBy(corner => corner.Y).ThenBy(corner => corner.X))
        {
            Push(left, corner, -1);
            Push(right, corner, 1);
        }

        return Close(left, right);
    }

    /// <summary>Twice the area inside a ring.</summary>
    public static long TwiceArea(List<(int X, int Y)> ring)
    {
        long twice = 0;
        for (int i = 0, j = ring.Count - 1; i < ring.Count; j = i++)
        {
            twice += ((long)ring[j].X * ring[i].Y) - ((long)ring[i].X * ring[j].Y);
        }

        return Math.Abs(twice);
    }

    private static List<(int X, int Y)> HullOf(LabelMap objects, int label, Hill hill)
    {
        // Row by row, the outermost corners: already sorted by y, so the chain runs down each side.
        List<(int X, int Y)> left = [], right = [];
        for (int y = hill.Top; y <= hill.Bottom; y++)
        {
            Span<int> row = objects.Row(y)[hill.Left..(hill.Right + 1)];
            int first = row.IndexOf(label), last = row.LastIndexOf(label);
            if (first >= 0)
            {
                Push(left, (hill.Left + first, y), -1);
                Push(left, (hill.Left + first, y + 1), -1);
                Push(right, (hill.Left + last + 1, y), 1);
                Push(right, (hill.Left + last + 1, y + 1), 1);
            }
        }

        return Close(left, right);
    }

    private static List<(int X, int Y)> Close(List<(int X, int Y)> left, List<(int X, int Y)> right)
    {
        right.Reverse();
        left.AddRange(right);
        return left;
    }

    private static void Push(List<(int X, int Y)> chain, (int X, int Y) next, int side)
    {
        while (chain.Count >= 2)
        {
            (int ax, int ay) = chain[^2];
            (int bx, int by) = chain[^1];
            long cross = ((long)(bx - ax) * (next.Y - ay)) - ((long)(by - ay) * (next.X - ax));
            if (cross * side > 0)
            {
                break;
            }

            chain.RemoveAt(chain.Count - 1);
        }

        chain.Add(next);
    }
}
