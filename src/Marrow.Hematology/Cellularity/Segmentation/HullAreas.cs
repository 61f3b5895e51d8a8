using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Twice the area of each object's convex hull, over the corners of its pixels (Andrew 1979, monotone chain).</summary>
internal static class HullAreas
{
    public static void Measure(LabelMap objects, Hill[] hills)
    {
        for (int label = 1; label < hills.Length; label++)
        {
            hills[label].HullArea2 = hills[label].Area == 0 ? 0 : Twice(objects, label, hills[label]);
        }
    }

    private static long Twice(LabelMap objects, int label, Hill hill)
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

        right.Reverse();
        left.AddRange(right);
        long twice = 0;
        for (int i = 0, j = left.Count - 1; i < left.Count; j = i++)
        {
            twice += ((long)left[j].X * left[i].Y) - ((long)left[i].X * left[j].Y);
        }

        return Math.Abs(twice);
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
