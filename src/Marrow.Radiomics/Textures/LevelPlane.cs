namespace Marrow.Radiomics;

/// <summary>
/// One plane of a binned region with a margin of zeros on all sides, so that neighbours need no bounds check:
/// 0 outside, else 1 + the position of the pixel's level among the present levels.
/// </summary>
internal sealed class LevelPlane
{
    /// <summary>Texture matrices hold at most this many different levels.</summary>
    public const int MostLevels = 1024;

    private LevelPlane(int width, int height, int margin)
    {
        (Width, Height, Margin, Stride) = (width, height, margin, width + (2 * margin));
        Cells = new ushort[checked(Stride * (height + (2 * margin)))];
    }

    public int Width { get; }

    public int Height { get; }

    public int Margin { get; }

    /// <summary>Cells from one row to the next.</summary>
    public int Stride { get; }

    public ushort[] Cells { get; }

    /// <summary>How many cells are inside.</summary>
    public int Count { get; private set; }

    /// <summary>The first cell of row y, without the margin.</summary>
    public int RowStart(int y) => ((y + Margin) * Stride) + Margin;

    /// <summary>The planes of a region whose levels are few enough.</summary>
    public static LevelPlane[] Of(Region region, GreyLevels levels, int margin)
    {
        ushort[] position = new ushort[levels.Greatest + 1];
        for (int i = 0; i < levels.Present.Length; i++)
        {
            position[levels.Present[i]] = checked((ushort)(i + 1));
        }

        int voxel = 0;
        var planes = new LevelPlane[region.Planes.Count];
        for (int p = 0; p < planes.Length; p++)
        {
            planes[p] = Fill(region.Planes[p], levels.Levels, position, margin, ref voxel);
        }

        return planes;
    }

    private static LevelPlane Fill(RegionPlane source, int[] levels, ushort[] position, int margin, ref int voxel)
    {
        var plane = new LevelPlane(source.Width, source.Height, margin) { Count = source.Count };
        for (int y = 0; y < source.Height; y++)
        {
            ReadOnlySpan<byte> row = source.Inside.AsSpan(y * source.Width, source.Width);
            int end = 0;
            while (Runs.Next(row, (byte)1, ref end, out int first))
            {
                Span<ushort> cells = plane.Cells.AsSpan(plane.RowStart(y) + first, end - first);
                ReadOnlySpan<int> own = levels.AsSpan(voxel, cells.Length);
                for (int i = 0; i < cells.Length; i++)
                {
                    cells[i] = position[own[i]];
                }

                voxel += cells.Length;
            }
        }

        return plane;
    }
}
