using FsCheck;
using FsCheck.Fluent;

namespace Marrow.Hematology.Tests;

public class CornerRingTests
{
    [Fact]
    public void A_ring_gives_back_its_corners()
    {
        (int X, int Y)[] corners = [(70000, 3), (70010, 3), (70010, 32000), (2, 32000)];
        Assert.Throws<OverflowException>(() => new CornerRing(corners));
        corners[3] = (70000, 32000);
        var ring = new CornerRing(corners);
        Assert.Equal(corners, ring);
        Assert.Equal((4, corners[0], corners[2]), (ring.Count, ring[0], ring[2]));
    }

    [Fact]
    public void Corners_that_lie_anywhere_come_back() =>
        Check.QuickThrowOnFailure(Prop.ForAll<short[], NonNegativeInt>((steps, unit) => IsKept(Walk(steps, (step, i) => (step / 2, i % 3 * step / 2), 1 + (unit.Get % 4)))));

    [Fact]
    public void Corners_along_rows_and_columns_in_turn_come_back() =>
        Check.QuickThrowOnFailure(Prop.ForAll<sbyte[], NonNegativeInt, bool>((steps, unit, turned) =>
            IsKept(Walk([.. steps.Select(step => (short)step)], (step, i) => (i % 2 == 0) == turned ? (step, 0) : (0, step), 1 + (unit.Get % 40)))));

    [Fact]
    public void A_ring_without_corners_is_refused() => Assert.Throws<ArgumentException>(() => new CornerRing([]));

    private static bool IsKept((int X, int Y)[] corners) => new CornerRing(corners).SequenceEqual(corners);

    private static (int X, int Y)[] Walk(short[] steps, Func<int, int, (int X, int Y)> step, int unit)
    {
        List<(int X, int Y)> corners = [(100, 200)];
        for (int i = 0; i < steps.Length; i++)
        {
            (int x, int y) = step(steps[i] % (short.MaxValue / unit), i);
            corners.Add((corners[^1].X + (x * unit), corners[^1].Y + (y * unit)));
        }

        return [.. corners];
    }
}
