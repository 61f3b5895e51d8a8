namespace Marrow.Imaging;

/// <summary>
/// Exact squared Euclidean distance from each inside pixel to the nearest outside pixel (centre to centre),
/// in two passes over rows and columns (Meijster, Roerdink and Hesselink 2000).
/// The picture's edge is not outside: an object cut by it keeps its depth.
/// </summary>
public static class DistanceTransform
{
    /// <summary>What a pixel gets where the picture has no outside pixel at all.</summary>
    public const int Unbounded = int.MaxValue;

    /// <summary>H × W squared distances, row by row; 0 outside.</summary>
    public static int[] Squared(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        int w = mask.Width, h = mask.Height, far = w + h;
        int[] result = VerticalDistances(mask, far);
        int[] vertical = new int[w], site = new int[w], start = new int[w];
        for (int y = 0; y < h; y++)
        {
            Span<int> row = result.AsSpan(y * w, w);
            row.CopyTo(vertical);
            Envelope(vertical, row, site, start, far);
        }

        return result;
    }

    private static int[] VerticalDistances(Mask mask, int far)
    {
        int w = mask.Width, h = mask.Height;
        byte[] inside = mask.Values;
        var distance = new int[inside.Length];
        for (int x = 0; x < w; x++)
        {
            distance[x] = inside[x] != 0 ? far : 0;
        }

        for (int i = w; i < inside.Length; i++)
        {
            distance[i] = inside[i] != 0 ? Math.Min(far, distance[i - w] + 1) : 0;
        }

        for (int i = ((h - 1) * w) - 1; i >= 0; i--)
        {
            distance[i] = Math.Min(distance[i], distance[i + w] + 1);
        }

        return distance;
    }

    /// <summary>The lower envelope of the parabolas (x − i)² + g(i)² along one row.</summary>
    private static void Envelope(ReadOnlySpan<int> g, Span<int> result, int[] site, int[] start, int far)
    {
        int top = -1;
        for (int u = 0; u < g.Length; u++)
        {
            if (g[u] >= far)
            {
                continue;
            }

            while (top >= 0 && Value(start[top], site[top], g) > Value(start[top], u, g))
            {
                top--;
            }

            if (top < 0)
            {
                (top, site[0], start[0]) = (0, u, 0);
                continue;
            }

            long i = site[top], cut = (((long)u * u) - (i * i) + ((long)g[u] * g[u]) - ((long)g[(int)i] * g[(int)i])) / (2 * (u - i));
            if (cut + 1 < g.Length)
            {
                top++;
                (site[top], start[top]) = (u, (int)Math.Max(0, cut + 1));
            }
        }

        if (top < 0)
        {
            result.Fill(Unbounded);
            return;
        }

        for (int x = g.Length - 1; x >= 0; x--)
        {
            result[x] = (int)Math.Min(Value(x, site[top], g), Unbounded);
            if (x == start[top] && top > 0)
            {
                top--;
            }
        }
    }

    private static long Value(int x, int i, ReadOnlySpan<int> g)
    {
        long dx = x - i;
        return (dx * dx) + ((long)g[i] * g[i]);
    }
}
