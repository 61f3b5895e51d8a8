namespace Marrow.Imaging;

/// <summary>
/// Grows markers over a mask from high ground to low, so that each pixel goes to the marker whose hill it lies on
/// (flooding in order of height; Meyer 1994). Every mask pixel that a marker can reach gets a label; no lines are left between.
/// Pixels of one height are taken first come, first served, so the result does not depend on anything but the input.
/// </summary>
public static class Watershed
{
    private const int None = -1;

    /// <param name="heights">H × W values from 0 up, row by row; the markers' hills are high (a distance transform, say). Memory grows with the largest.</param>
    /// <param name="labels">Markers to grow, 0 elsewhere; changed in place into the result.</param>
    /// <param name="mask">Where labels may grow.</param>
    /// <exception cref="ArgumentException">The three do not have one size.</exception>
    public static void Grow(int[] heights, LabelMap labels, Mask mask)
    {
        ArgumentNullException.ThrowIfNull(heights);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(mask);
        if (heights.Length != labels.Labels.Length || labels.Size != mask.Size)
        {
            throw new ArgumentException($"heights, labels of {labels.Size} and mask of {mask.Size} must have one size");
        }

        new Flood(heights, labels, mask).Run();
    }

    /// <summary>One first-in, first-out queue for each height, all threaded through one array: a pixel is queued at most once.</summary>
    private sealed class Flood
    {
        private readonly int[] heights, labels, next, first, last;
        private readonly byte[] open;
        private readonly int width;

        public Flood(int[] heights, LabelMap labels, Mask mask)
        {
            (this.heights, this.labels, open, width) = (heights, labels.Labels, mask.Values, labels.Width);
            int top = 0;
            foreach (int height in heights)
            {
                top = Math.Max(top, height);
            }

            next = new int[heights.Length];
            (first, last) = (new int[top + 1], new int[top + 1]);
            Array.Fill(first, None);
        }

        public void Run()
        {
            for (int i = 0; i < labels.Length; i++)
            {
                if (labels[i] != 0)
                {
                    Queue(i, heights[i]);
                }
            }

            for (int level = first.Length - 1; level >= 0; level--)
            {
                while (first[level] != None)
                {
                    int i = first[level];
                    first[level] = next[i];
                    Spread(i, level);
                }
            }
        }

        private void Spread(int i, int level)
        {
            int x = i % width;
            if (x > 0)
            {
                Take(i - 1, i, level);
            }

            if (x + 1 < width)
            {
                Take(i + 1, i, level);
            }

            if (i >= width)
            {
                Take(i - width, i, level);
            }

            if (i + width < labels.Length)
            {
                Take(i + width, i, level);
            }
        }

        private void Take(int pixel, int from, int level)
        {
            if (labels[pixel] == 0 && open[pixel] != 0)
            {
                labels[pixel] = labels[from];
                Queue(pixel, Math.Min(level, heights[pixel]));
            }
        }

        private void Queue(int pixel, int level)
        {
            next[pixel] = None;
            if (first[level] == None)
            {
                first[level] = pixel;
            }
            else
            {
                next[last[level]] = pixel;
            }

            last[level] = pixel;
        }
    }
}
