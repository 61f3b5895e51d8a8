using FsCheck;
using FsCheck.Fluent;

namespace Marrow.Imaging.Tests;

public class RegionOutlineTests
{
    [Fact]
    public void A_square_has_four_corners_along_pixel_edges()
    {
        RegionOutline outline = Assert.Single(RegionOutline.Trace(Parse("....", ".##.", ".##.")));
        Assert.Equal([(1, 1), (3, 1), (3, 3), (1, 3)], outline.Outer.Order().OrderBy(c => Math.Atan2(c.Y - 2, c.X - 2)).ToArray());
        Assert.Empty(outline.Holes);
        Assert.Equal(4, outline.AreaPixels);
    }

    [Fact]
    public void A_ring_has_its_hole_and_what_lies_inside_is_its_own_region()
    {
        IReadOnlyList<RegionOutline> outlines = RegionOutline.Trace(Parse("#####", "#...#", "#.#.#", "#...#", "#####"));
        Assert.Equal(2, outlines.Count);
        Assert.Single(outlines[0].Holes);
        Assert.Equal(16, outlines[0].AreaPixels);
        Assert.Empty(outlines[1].Holes);
    }

    [Fact]
    public void Regions_that_meet_at_a_corner_stay_apart() => Assert.Equal(2, RegionOutline.Trace(Parse("#.", ".#")).Count);

    [Fact]
    public void Rings_enclose_exactly_the_pixels_of_any_mask() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<bool[]>(), ArbMap.Default.ArbFor<byte>(), (bits, shape) =>
        {
            int width = 1 + (shape % 9), height = Math.Max(1, bits.Length / width);
            Mask mask = new(width, height, Enumerable.Range(0, width * height).Select(i => i < bits.Length && bits[i] ? (byte)1 : (byte)0).ToArray());
            IReadOnlyList<RegionOutline> outlines = RegionOutline.Trace(mask);
            bool areas = outlines.All(o => SignedArea(o.Outer) + o.Holes.Sum(SignedArea) == o.AreaPixels && SignedArea(o.Outer) > 0 && o.Holes.All(h => SignedArea(h) < 0));
            return areas && outlines.Sum(o => o.AreaPixels) == mask.Count() && EveryPixelIsEnclosed(mask, outlines);
        }));

    private static bool EveryPixelIsEnclosed(Mask mask, IReadOnlyList<RegionOutline> outlines) =>
        Enumerable.Range(0, mask.Values.Length).All(i =>
            (outlines.SelectMany(o => o.Holes.Prepend(o.Outer)).Sum(ring => Crossings(ring, (i % mask.Width) + 0.5, (i / mask.Width) + 0.5)) % 2 == 1) == (mask.Values[i] == 1));

    private static int Crossings(IReadOnlyList<(int X, int Y)> ring, double x, double y) =>
        ring.Select((corner, i) => (A: corner, B: ring[(i + 1) % ring.Count])).Count(edge => edge.A.X == edge.B.X && edge.A.X > x && Math.Min(edge.A.Y, edge.B.Y) < y && Math.Max(edge.A.Y, edge.B.Y) > y);

    private static long SignedArea(IReadOnlyList<(int X, int Y)> ring) =>
        ring.Select((a, i) => (A: a, B: ring[(i + 1) % ring.Count])).Sum(e => ((long)e.A.X * e.B.Y) - ((long)e.B.X * e.A.Y)) / 2;

    private static Mask Parse(params string[] rows) =>
        new(rows[0].Length, rows.Length, string.Concat(rows).Select(sign => sign == '#' ? (byte)1 : (byte)0).ToArray());
}
