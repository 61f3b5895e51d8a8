using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>
/// Counts the lobes of a nucleus: hills of its depth (distance from the outside) that are clearly parted from deeper ones by a narrower
/// bridge. Logarithms turn "so much narrower than the lobe itself" into a difference of heights, so that a small lobe beside a great one counts.
/// </summary>
internal static class LobeCount
{
    /// <summary>A bridge is at most so deep as a part of the lobe that it parts from a deeper one; above it, unevenness of the outline. Both with a pixel added, which is what a drawn outline may err.</summary>
    private const float Bridge = 0.8f;

    /// <summary>A lobe is at least so deep as a part of the deepest; below it, a spike or a crumb.</summary>
    private const float Least = 0.4f;

    public static int Of(RegionPlane nucleus)
    {
        // A ring of outside around the box: a nucleus that fills it is still bounded there.
        var mask = new Mask(nucleus.Width + 2, nucleus.Height + 2);
        for (int y = 0; y < nucleus.Height; y++)
        {
            nucleus.Inside.AsSpan(y * nucleus.Width, nucleus.Width).CopyTo(mask.Row(y + 1)[1..]);
        }

        float[] depth = Array.ConvertAll(DistanceTransform.Squared(mask), squared => MathF.Sqrt(squared));
        (LabelMap hills, int count) = PeakSegmentation.Split(Array.ConvertAll(depth, value => MathF.Log(value + 1)), mask, -MathF.Log(Bridge));
        float[] peaks = new float[count + 1];
        for (int i = 0; i < depth.Length; i++)
        {
            peaks[hills.Labels[i]] = Math.Max(peaks[hills.Labels[i]], depth[i]);
        }

        float deepest = peaks[1..].Max();
        return peaks.Skip(1).Count(peak => peak >= Least * deepest);
    }
}
