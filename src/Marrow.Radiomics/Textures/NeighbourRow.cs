using System.Numerics;

namespace Marrow.Radiomics;

/// <summary>
/// For each pixel of a row: how many of its neighbours are inside (n), how many are dependent (within the tolerance), and the distance |n·level − sum of their levels|.
/// </summary>
internal sealed class NeighbourRow(LevelPlane plane, TextureInput input)
{
    private readonly int[] steps = Offset.Rings(input.Options.Distances).Select(offset => offset.In(plane)).ToArray();
    private readonly ushort tolerance = (ushort)Math.Min(input.Options.DependenceTolerance, ushort.MaxValue);

    /// <summary>Sums of up to this many neighbours fit the 16-bit lanes.</summary>
    private readonly bool fitsLanes = (long)input.Greatest * Offset.Rings(input.Options.Distances).Count <= ushort.MaxValue;

    /// <summary>The level of each cell of the plane, 0 outside.</summary>
    private readonly ushort[] levels = LevelOf(plane, input.Present);

    public int[] Distance { get; } = new int[plane.Width];

    public ushort[] Inside { get; } = new ushort[plane.Width];

    public ushort[] Dependent { get; } = new ushort[plane.Width];

    public void Read(int y)
    {
        int start = plane.RowStart(y), x = 0;
        if (fitsLanes)
        {
            for (; x <= plane.Width - Vector<ushort>.Count; x += Vector<ushort>.Count)
            {
                ReadLanes(start + x, x);
            }
        }

        for (; x < plane.Width; x++)
        {
            ReadOne(start + x, x);
        }
    }

    private static ushort[] LevelOf(LevelPlane plane, int[] present)
    {
        ushort[] levels = new ushort[plane.Cells.Length], level = [0, .. present.Select(value => checked((ushort)value))];
        for (int i = 0; i < levels.Length; i++)
        {
            levels[i] = level[plane.Cells[i]];
        }

        return levels;
    }

    /// <summary>Sixteen (or as many as the machine has) pixels at once; equals <see cref="ReadOne"/> on each of them.</summary>
    private void ReadLanes(int at, int x)
    {
        var centre = new Vector<ushort>(levels, at);
        var within = new Vector<ushort>(tolerance);
        Vector<ushort> sum = default, inside = default, dependent = default;
        foreach (int step in steps)
        {
            var other = new Vector<ushort>(levels, at + step);
            Vector<ushort> outside = Vector.Equals(other, Vector<ushort>.Zero);
            Vector<ushort> close = Vector.LessThanOrEqual(Vector.Max(other, centre) - Vector.Min(other, centre), within);

            // A true lane is all ones, that is −1: subtracting it counts.
            sum += other;
            inside -= ~outside;
            dependent -= Vector.AndNot(close, outside);
        }

        inside.CopyTo(Inside, x);
        dependent.CopyTo(Dependent, x);
        Vector<ushort> own = inside * centre;
        Vector.Widen(Vector.Max(own, sum) - Vector.Min(own, sum), out Vector<uint> low, out Vector<uint> high);
        Vector.AsVectorInt32(low).CopyTo(Distance, x);
        Vector.AsVectorInt32(high).CopyTo(Distance, x + Vector<int>.Count);
    }

    private void ReadOne(int at, int x)
    {
        (int level, int sum, int inside, int dependent) = (levels[at], 0, 0, 0);
        foreach (int step in steps)
        {
            int other = levels[at + step];
            sum = checked(sum + other);
            inside += other != 0 ? 1 : 0;
            dependent += other != 0 && Math.Abs(other - level) <= tolerance ? 1 : 0;
        }

        (Distance[x], Inside[x], Dependent[x]) = (Math.Abs(checked(inside * level) - sum), (ushort)inside, (ushort)dependent);
    }
}
