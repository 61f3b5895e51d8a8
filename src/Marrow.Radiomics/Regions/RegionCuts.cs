using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>Cuts regions out of a picture: one pass finds every label's bounding box, then each box is copied once.</summary>
internal static class RegionCuts
{
    /// <summary>The bounding boxes of all labels above 0, by label.</summary>
    public static IReadOnlyList<(int Label, PixelRectangle Box)> Boxes(LabelMap labels)
    {
        var edges = new SortedDictionary<int, (int Left, int Top, int Right, int Bottom)>();
        for (int y = 0; y < labels.Height; y++)
        {
            ReadOnlySpan<int> row = labels.Row(y);
            for (int x = 0, end; x < row.Length; x = end)
            {
                int label = row[x];
                int run = row[x..].IndexOfAnyExcept(label);
                end = run < 0 ? row.Length : x + run;
                if (label <= 0)
                {
                    continue;
                }

                edges[label] = edges.TryGetValue(label, out (int Left, int Top, int Right, int Bottom) box)
                    ? (Math.Min(box.Left, x), box.Top, Math.Max(box.Right, end), y + 1)
                    : (x, y, end, y + 1);
            }
        }

        return edges.Select(entry => (entry.Key, new PixelRectangle(
            entry.Value.Left, entry.Value.Top, entry.Value.Right - entry.Value.Left, entry.Value.Bottom - entry.Value.Top))).ToArray();
    }

    /// <summary>One label's pixels in its box.</summary>
    public static RegionPlane Cut(Raster<double> grey, LabelMap labels, int label, PixelRectangle box)
    {
        double[] values = GC.AllocateUninitializedArray<double>(checked(box.Width * box.Height));
        byte[] inside = new byte[values.Length];
        for (int y = 0; y < box.Height; y++)
        {
            grey.Row(box.Y + y).Slice(box.X, box.Width).CopyTo(values.AsSpan(y * box.Width));
            ReadOnlySpan<int> row = labels.Row(box.Y + y).Slice(box.X, box.Width);
            int end = 0;
            while (Runs.Next(row, label, ref end, out int first))
            {
                inside.AsSpan((y * box.Width) + first, end - first).Fill(1);
            }
        }

        return new RegionPlane(box.Width, box.Height, values, inside);
    }
}
