namespace Marrow.Imaging;

/// <summary>Fills the holes of a mask: outside pixels that no 4-connected path joins to the picture's edge.</summary>
public static class HoleFilling
{
    /// <param name="maximumArea">Holes with more pixels stay open.</param>
    public static Mask Fill(Mask mask, long maximumArea = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(mask);
        MaskRuns outside = MaskRuns.Find(mask, 0, eight: false);
        long[] areas = outside.Areas();
        var isOpen = new bool[areas.Length];
        for (int i = 0; i < outside.Runs.Count; i++)
        {
            MaskRuns.Run run = outside.Runs[i];
            isOpen[outside.Objects[i]] |= run.Start == 0 || run.End == mask.Width || run.Y == 0 || run.Y == mask.Height - 1;
        }

        var result = new Mask(mask.Width, mask.Height, (byte[])mask.Values.Clone());
        for (int i = 0; i < outside.Runs.Count; i++)
        {
            MaskRuns.Run run = outside.Runs[i];
            if (!isOpen[outside.Objects[i]] && areas[outside.Objects[i]] <= maximumArea)
            {
                result.Row(run.Y)[run.Start..run.End].Fill(1);
            }
        }

        return result;
    }
}
