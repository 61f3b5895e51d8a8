using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>The label planes that deep supervision compares with: each output's own size, by nearest neighbour at pixel centres.</summary>
public static class SupervisionTargets
{
    /// <summary>Shrinks H × W labels to another size.</summary>
    public static short[] Shrink(ReadOnlySpan<short> labels, PixelSize from, PixelSize to)
    {
        var small = new short[to.Width * to.Height];
        int[] columns = [.. Enumerable.Range(0, to.Width).Select(x => LowResolution.NearestExact(x, from.Width, to.Width))];
        for (int y = 0; y < to.Height; y++)
        {
            int row = LowResolution.NearestExact(y, from.Height, to.Height) * from.Width;
            for (int x = 0; x < columns.Length; x++)
            {
                small[(y * to.Width) + x] = labels[row + columns[x]];
            }
        }

        return small;
    }
}
