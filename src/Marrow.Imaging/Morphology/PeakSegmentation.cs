namespace Marrow.Imaging;

/// <summary>
/// Cuts a mask into the hills of a height map: pixels are taken from high to low, each joins the hill beside it, and two hills that
/// meet become one when the lower of their peaks stands less than a given height above the pass
/// (watershed by dynamics; Grimaud 1992).
/// </summary>
public static class PeakSegmentation
{
    /// <param name="heights">H × W values, row by row.</param>
    /// <param name="mask">Pixels to cut up; the others get 0.</param>
    /// <param name="prominence">How far a peak must stand above the pass to a higher one to be a hill of its own.</param>
    /// <returns>Hills numbered from 1 in reading order of their first pixel, and how many there are.</returns>
    public static (LabelMap Labels, int Count) Split(float[] heights, Mask mask, float prominence)
    {
        ArgumentNullException.ThrowIfNull(heights);
        ArgumentNullException.ThrowIfNull(mask);
        int[] order = [.. Enumerable.Range(0, heights.Length).Where(i => mask.Values[i] != 0)];
        var keys = new float[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            keys[i] = -heights[order[i]];
        }

        // A tie must not depend on the sort: equal heights are taken in reading order.
        Array.Sort(keys, order);
        SortTies(keys, order);
        var hills = new Hills(heights, mask, prominence);
        foreach (int pixel in order)
        {
            hills.Take(pixel);
        }

        return hills.Finish();
    }

    private static void SortTies(float[] keys, int[] order)
    {
        for (int from = 0, to; from < keys.Length; from = to)
        {
            for (to = from + 1; to < keys.Length && keys[to] == keys[from]; to++)
            {
            }

            if (to - from > 1)
            {
                Array.Sort(order, from, to - from);
            }
        }
    }

    private sealed class Hills(float[] heights, Mask mask, float prominence)
    {
        private readonly LabelMap map = new(mask.Width, mask.Height);
        private readonly List<int> parents = [0];
        private readonly List<float> peaks = [float.NegativeInfinity];

        public void Take(int pixel)
        {
            int w = map.Width, x = pixel % w, hill = 0;
            hill = Meet(hill, x > 0 ? map.Labels[pixel - 1] : 0, heights[pixel]);
            hill = Meet(hill, x + 1 < w ? map.Labels[pixel + 1] : 0, heights[pixel]);
            hill = Meet(hill, pixel >= w ? map.Labels[pixel - w] : 0, heights[pixel]);
            hill = Meet(hill, pixel + w < map.Labels.Length ? map.Labels[pixel + w] : 0, heights[pixel]);
            if (hill == 0)
            {
                hill = parents.Count;
                parents.Add(hill);
                peaks.Add(heights[pixel]);
            }

            map.Labels[pixel] = hill;
        }

        public (LabelMap Labels, int Count) Finish()
        {
            var numbers = new int[parents.Count];
            int count = 0;
            int[] labels = map.Labels;
            for (int i = 0; i < labels.Length; i++)
            {
                if (labels[i] != 0)
                {
                    int root = Root(labels[i]);
                    labels[i] = numbers[root] == 0 ? numbers[root] = ++count : numbers[root];
                }
            }

            return (map, count);
        }

        /// <summary>The hill that a pixel at this height belongs to when it touches both; joins them where the pass is too shallow.</summary>
        private int Meet(int a, int b, float height)
        {
            if (a == 0 || b == 0)
            {
                return a == 0 && b != 0 ? Root(b) : a;
            }

            (a, b) = (Root(a), Root(b));
            if (a == b)
            {
                return a;
            }

            (int high, int low) = peaks[a] > peaks[b] || (peaks[a] == peaks[b] && a < b) ? (a, b) : (b, a);
            if (peaks[low] - height < prominence)
            {
                parents[low] = high;
            }

            return high;
        }

        private int Root(int hill)
        {
            while (parents[hill] != hill)
            {
                hill = parents[hill] = parents[parents[hill]];
            }

            return hill;
        }
    }
}
