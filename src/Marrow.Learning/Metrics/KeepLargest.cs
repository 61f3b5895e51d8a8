using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// Removes every connected part of some labels but the largest (corners count as touching), as nnU-Net's postprocessing does.
/// Parts of the same largest size all stay.
/// </summary>
public static class KeepLargest
{
    /// <summary>A new label map in which the smaller parts are background.</summary>
    /// <param name="labels">Which labels together form the parts.</param>
    public static LabelMap Apply(LabelMap map, IReadOnlyCollection<int> labels)
    {
        var mask = new Mask(map.Width, map.Height, Array.ConvertAll(map.Labels, label => labels.Contains(label) ? (byte)1 : (byte)0));
        (LabelMap parts, int count) = ConnectedComponents.Label(mask);
        long[] sizes = new long[count + 1];
        foreach (int part in parts.Labels)
        {
            sizes[part] += part == 0 ? 0 : 1;
        }

        long largest = sizes.Max();
        int[] kept = map.Labels.Select((label, i) => parts.Labels[i] != 0 && sizes[parts.Labels[i]] < largest ? 0 : label).ToArray();
        return new LabelMap(map.Width, map.Height, kept);
    }
}
