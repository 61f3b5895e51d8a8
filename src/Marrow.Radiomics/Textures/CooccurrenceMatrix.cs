namespace Marrow.Radiomics;

/// <summary>Counts of ordered pairs of levels one step apart, both pixels inside; the mirrored pairs are added when features are taken.</summary>
internal sealed class CooccurrenceMatrix(int levels)
{
    /// <summary>Row: level position of the first pixel, column: of the second; position 0 stands for outside and is ignored.</summary>
    private readonly int[] counts = new int[checked((levels + 1) * (levels + 1))];

    public int Side { get; } = levels + 1;

    public int this[int first, int second] => counts[(first * Side) + second];

    /// <summary>Adds the pairs of one plane in one direction. The margin makes steps over the edge land on 0.</summary>
    public void Add(LevelPlane plane, Offset direction)
    {
        int step = direction.In(plane);
        ushort[] cells = plane.Cells;
        for (int y = 0; y < plane.Height; y++)
        {
            int start = plane.RowStart(y);
            ReadOnlySpan<ushort> first = cells.AsSpan(start, plane.Width), second = cells.AsSpan(start + step, plane.Width);
            for (int x = 0; x < first.Length; x++)
            {
                counts[(first[x] * Side) + second[x]]++;
            }
        }
    }
}
