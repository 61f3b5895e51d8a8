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
        int[] result = new int[mask.Values.Length];
        Squared(mask, result);
        return result;
    }

    /// <summary>The same into the caller's storage.</summary>
    /// <param name="result">As many as the mask has pixels.</param>
    public static void Squared(Mask mask, Span<int> result)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentOutOfRangeException.ThrowIfNotEqual(result.Length, mask.Values.Length);
        int w = mask.Width, h = mask.Height, far = w + h;
        VerticalDistances(mask, far, result);
        int[] vertical = new int[w], site = new int[w], start = new int[w];
        for (int y = 0; y < h; y++)
        {
            Span<int> row = result.Slice(y * w, w);
            row.CopyTo(vertical);
            // Outside pixels are done, and nothing beyond one is nearer than it: between two of them a run is by itself.
            for (int first = 0; first < w;)
            {
                if (vertical[first] == 0)
                {
                    first++;
                    continue;
                }

                int end = vertical.AsSpan(first).IndexOf(0) is >= 0 and var length ? first + length : w;
                int from = Math.Max(0, first - 1), to = Math.Min(w, end + 1);
                Envelope(vertical.AsSpan(from, to - from), row[from..to], site, start, far);
                first = end;
            }
        }
    }

    private static void VerticalDistances(Mask mask, int far, Span<int> distance)
    {
        int w = mask.Width, h = mask.Height;
        byte[] inside = mask.Values;
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
    }

    /// <summary>The lower envelope of the parabolas (x − i)² + g(i)² along part of a row.</summary>
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
