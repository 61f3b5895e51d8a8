using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>Counts the lobes of a nucleus: hills of its depth (distance from the outside) that are clearly parted from deeper ones.</summary>
internal static class LobeCount
{
    /// <summary>How far a lobe's depth must stand above the bridge to a deeper lobe, as a part of the greatest depth; below it, unevenness of the outline.</summary>
    private const float Prominence = 0.2f;

    public static int Of(RegionPlane nucleus)
    {
        // A ring of outside around the box: a nucleus that fills it is still bounded there.
        var mask = new Mask(nucleus.Width + 2, nucleus.Height + 2);
        for (int y = 0; y < nucleus.Height; y++)
        {
            nucleus.Inside.AsSpan(y * nucleus.Width, nucleus.Width).CopyTo(mask.Row(y + 1)[1..]);
        }

        float[] depth = Array.ConvertAll(DistanceTransform.Squared(mask), squared => MathF.Sqrt(squared));
        return PeakSegmentation.Split(depth, mask, MathF.Max(1, Prominence * depth.Max())).Count;
    }
}
