namespace Marrow.Imaging;

/// <summary>Gives each connected object of a mask its own number, from 1 in reading order of the first pixel.</summary>
public static class ConnectedComponents
{
    /// <param name="eight">True: pixels that meet at a corner are connected; false: only along edges.</param>
    /// <returns>The labels and how many objects there are.</returns>
    public static (LabelMap Labels, int Count) Label(Mask mask, bool eight = true)
    {
        ArgumentNullException.ThrowIfNull(mask);
        int w = mask.Width, h = mask.Height;
        var map = new LabelMap(w, h);
        int[] labels = map.Labels;
        List<int> parents = [0];
        for (int y = 0; y < h; y++)
        {
            for (int x = 0, i = y * w; x < w; x++, i++)
            {
                if (mask.Values[i] == 0)
                {
                    continue;
                }

                int label = x > 0 ? labels[i - 1] : 0;
                if (y > 0)
                {
                    label = Join(parents, label, labels[i - w]);
                    if (eight)
                    {
                        label = Join(parents, label, x > 0 ? labels[i - w - 1] : 0);
                        label = Join(parents, label, x + 1 < w ? labels[i - w + 1] : 0);
                    }
                }

                if (label == 0)
                {
                    label = parents.Count;
                    parents.Add(label);
                }

                labels[i] = label;
            }
        }

        return (map, Renumber(labels, parents));
    }

    private static int Join(List<int> parents, int a, int b)
    {
        if (a == 0 || b == 0 || a == b)
        {
            return a == 0 ? b : a;
        }

        (a, b) = (Root(parents, a), Root(parents, b));
        int low = Math.Min(a, b);
        parents[Math.Max(a, b)] = low;
        return low;
    }

    private static int Root(List<int> parents, int label)
    {
        while (parents[label] != label)
        {
            label = parents[label] = parents[parents[label]];
        }

        return label;
    }

    /// <summary>A root is its object's smallest provisional label, so numbering roots in order is reading order.</summary>
    private static int Renumber(int[] labels, List<int> parents)
    {
        var final = new int[parents.Count];
        int count = 0;
        for (int label = 1; label < final.Length; label++)
        {
            int root = Root(parents, label);
            final[label] = root == label ? ++count : final[root];
        }

        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = final[labels[i]];
        }

        return count;
    }
}
