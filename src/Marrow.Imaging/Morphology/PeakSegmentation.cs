using System.Runtime.CompilerServices;

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
        var hills = new Hills(heights, mask, prominence);
        hills.Take(HeightOrder.Of(heights, mask));
        return hills.Finish();
    }

    private sealed class Hills(float[] heights, Mask mask, float prominence)
    {
        private readonly LabelMap map = new(mask.Width, mask.Height);
        private int[] parents = [0, 0, 0, 0];
        private float[] peaks = [float.NegativeInfinity, 0, 0, 0];
        private int used = 1;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Take(int[] pixels)
        {
            int w = map.Width;
            int[] labels = map.Labels;

            // Memory that is read before it is written is mapped twice, and each time every processor has to hear of it.
            Array.Clear(labels);
            foreach (int pixel in pixels)
            {
                int x = pixel % w;
                float height = heights[pixel];
                int hill = Meet(0, x > 0 ? labels[pixel - 1] : 0, height);
                hill = Meet(hill, x + 1 < w ? labels[pixel + 1] : 0, height);
                hill = Meet(hill, pixel >= w ? labels[pixel - w] : 0, height);
                hill = Meet(hill, pixel + w < labels.Length ? labels[pixel + w] : 0, height);
                labels[pixel] = hill != 0 ? hill : Rise(height);
            }
        }

        public (LabelMap Labels, int Count) Finish()
        {
            var numbers = new int[used];
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

        private int Rise(float height)
        {
            if (used == parents.Length)
            {
                Array.Resize(ref parents, 2 * used);
                Array.Resize(ref peaks, 2 * used);
            }

            (parents[used], peaks[used]) = (used, height);
            return used++;
        }

        /// <summary>The hill that a pixel at this height belongs to when it touches both; joins them where the pass is too shallow.</summary>
        private int Meet(int a, int b, float height)
        {
            if (b == 0 || a == b)
            {
                return a;
            }

            b = Root(b);
            if (a == 0 || a == b)
            {
                return b;
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
