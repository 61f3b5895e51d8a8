namespace Marrow.Imaging;

/// <summary>Fills the holes of a mask: outside pixels that no 4-connected path joins to the picture's edge.</summary>
public static class HoleFilling
{
    /// <param name="maximumArea">Holes with more pixels stay open.</param>
    public static Mask Fill(Mask mask, long maximumArea = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(mask);
        (LabelMap outside, int count) = ConnectedComponents.Label(BinaryMorphology.Invert(mask), eight: false);
        var areas = new long[count + 1];
        foreach (int label in outside.Labels)
        {
            areas[label]++;
        }

        foreach (int label in EdgeLabels(outside))
        {
            areas[label] = long.MaxValue;
        }

        var result = new Mask(mask.Width, mask.Height, (byte[])mask.Values.Clone());
        for (int i = 0; i < result.Values.Length; i++)
        {
            int label = outside.Labels[i];
            if (label != 0 && areas[label] != long.MaxValue && areas[label] <= maximumArea)
            {
                result.Values[i] = 1;
            }
        }

        return result;
    }

    private static IEnumerable<int> EdgeLabels(LabelMap map)
    {
        for (int x = 0; x < map.Width; x++)
        {
            yield return map[x, 0];
            yield return map[x, map.Height - 1];
        }

        for (int y = 0; y < map.Height; y++)
        {
            yield return map[0, y];
            yield return map[map.Width - 1, y];
        }
    }
}
