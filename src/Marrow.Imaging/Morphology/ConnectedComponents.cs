namespace Marrow.Imaging;

/// <summary>Gives each connected object of a mask its own number, from 1 in reading order of the first pixel.</summary>
public static class ConnectedComponents
{
    /// <param name="eight">True: pixels that meet at a corner are connected; false: only along edges.</param>
    /// <returns>The labels and how many objects there are.</returns>
    public static (LabelMap Labels, int Count) Label(Mask mask, bool eight = true)
    {
        ArgumentNullException.ThrowIfNull(mask);
        MaskRuns found = MaskRuns.Find(mask, 1, eight);
        var map = new LabelMap(mask.Width, mask.Height);
        for (int i = 0; i < found.Runs.Count; i++)
        {
            MaskRuns.Run run = found.Runs[i];
            map.Row(run.Y)[run.Start..run.End].Fill(found.Objects[i]);
        }

        return (map, found.Count);
    }

    /// <summary>The mask without its 8-connected objects of fewer pixels than <paramref name="leastArea"/>.</summary>
    public static Mask Large(Mask mask, double leastArea)
    {
        ArgumentNullException.ThrowIfNull(mask);
        MaskRuns found = MaskRuns.Find(mask, 1, eight: true);
        long[] areas = found.Areas();
        var large = new Mask(mask.Width, mask.Height);
        for (int i = 0; i < found.Runs.Count; i++)
        {
            MaskRuns.Run run = found.Runs[i];
            large.Row(run.Y)[run.Start..run.End].Fill(areas[found.Objects[i]] >= leastArea ? (byte)1 : (byte)0);
        }

        return large;
    }

    /// <summary>The mask's 8-connected objects that are narrower and lower than <paramref name="side"/> pixels and do not touch the mask's edge, where they may go on.</summary>
    public static Mask Small(Mask mask, double side)
    {
        ArgumentNullException.ThrowIfNull(mask);
        MaskRuns found = MaskRuns.Find(mask, 1, eight: true);
        bool[] isSmall = [.. found.Bounds().Select(bounds => bounds.Width < side && bounds.Height < side && !TouchesEdge(bounds, mask))];
        var small = new Mask(mask.Width, mask.Height);
        for (int i = 0; i < found.Runs.Count; i++)
        {
            MaskRuns.Run run = found.Runs[i];
            small.Row(run.Y)[run.Start..run.End].Fill(isSmall[found.Objects[i]] ? (byte)1 : (byte)0);
        }

        return small;
    }

    private static bool TouchesEdge(PixelRectangle bounds, Mask mask) =>
        bounds.X == 0 || bounds.Y == 0 || bounds.Right == mask.Width || bounds.Bottom == mask.Height;
}
