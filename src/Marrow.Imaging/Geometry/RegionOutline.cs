namespace Marrow.Imaging;

/// <summary>The border of one connected region: corners along pixel edges, x and y in turn, first corner not repeated.</summary>
/// <param name="Outer">The outside ring, clockwise on the screen.</param>
/// <param name="Holes">Rings around what is missing inside, counter-clockwise on the screen.</param>
/// <param name="AreaPixels">Pixels of the region, holes not counted.</param>
public sealed record RegionOutline(IReadOnlyList<(int X, int Y)> Outer, IReadOnlyList<IReadOnlyList<(int X, int Y)>> Holes, long AreaPixels)
{
    /// <summary>
    /// The outlines of all 4-connected regions of a mask, in reading order of their first pixel. Every ring is simple
    /// except that it may touch itself at a corner; rings enclose exactly the mask's pixels.
    /// </summary>
    public static IReadOnlyList<RegionOutline> Trace(Mask mask) => new OutlineTracer(mask).Trace();
}
