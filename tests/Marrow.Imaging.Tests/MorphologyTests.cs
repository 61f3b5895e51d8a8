using FsCheck;
using FsCheck.Fluent;

namespace Marrow.Imaging.Tests;

public class MorphologyTests
{
    [Fact]
    public void The_distance_transform_equals_a_search_over_all_outside_pixels() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte[], byte>((bytes, side) =>
        {
            Mask mask = Draw(bytes, 1 + (side % 13));
            int[] squared = DistanceTransform.Squared(mask);
            for (int i = 0; i < squared.Length; i++)
            {
                if (squared[i] != Nearest(mask, i % mask.Width, i / mask.Width))
                {
                    return false;
                }
            }

            return true;
        }));

    [Fact]
    public void A_disc_erodes_and_dilates_by_the_exact_distance_to_the_other_side() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte[], byte, byte>((bytes, side, tenths) =>
        {
            // Wide enough for several words a row, and radii past the picture's size.
            Mask mask = Wide(bytes, 60 + side, 1 + (side % 9));
            double radius = tenths / 10.0;
            int[] inside = DistanceTransform.Squared(mask), outside = DistanceTransform.Squared(BinaryMorphology.Invert(mask));
            return BinaryMorphology.Erode(mask, radius).Values.SequenceEqual(inside.Select(squared => squared > radius * radius ? (byte)1 : (byte)0))
                && BinaryMorphology.Dilate(mask, radius).Values.SequenceEqual(outside.Select(squared => squared > radius * radius ? (byte)0 : (byte)1));
        }));

    [Fact]
    public void Grey_closing_is_the_smallest_of_the_largest_over_the_cut_square() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte[], byte, byte>((bytes, side, radius) =>
        {
            var size = new PixelSize(1 + (side % 40), 1 + (side % 9));
            byte[] values = Wide(bytes, size.Width, size.Height, 255).Values;
            byte[] largest = Each(values, size, radius % 14, Enumerable.Max);
            return GreyMorphology.Close(values, size, radius % 14).SequenceEqual(Each(largest, size, radius % 14, Enumerable.Min));
        }));

    [Fact]
    public void Pixels_are_ordered_from_high_to_low_and_ties_in_reading_order() =>
        Check.QuickThrowOnFailure(Prop.ForAll<NormalFloat[], byte>((values, level) =>
        {
            float[] heights = [.. values.Select((value, i) => i % 3 == 0 ? 0f : i % 3 == 1 ? -0f : (float)value.Get), level, -level];
            var mask = new Mask(heights.Length, 1, [.. heights.Select((_, i) => (byte)(i % 7 == 6 ? 0 : 1))]);
            return HeightOrder.Of(heights, mask).SequenceEqual(Enumerable.Range(0, heights.Length).Where(i => mask.Values[i] != 0).OrderByDescending(i => heights[i] + 0f).ThenBy(i => i));
        }));

    [Fact]
    public void Opening_takes_away_and_closing_adds_and_both_are_done_after_one_time() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte[], byte>((bytes, side) =>
        {
            Mask mask = Draw(bytes, 3 + (side % 13));
            Mask opened = BinaryMorphology.Open(mask, 1.5), closed = BinaryMorphology.Close(mask, 1.5);
            return opened.Values.Zip(mask.Values).All(pair => pair.First <= pair.Second)
                && closed.Values.Zip(mask.Values).All(pair => pair.First >= pair.Second)
                && BinaryMorphology.Open(opened, 1.5).Values.SequenceEqual(opened.Values)
                && BinaryMorphology.Close(closed, 1.5).Values.SequenceEqual(closed.Values);
        }));

    [Fact]
    public void A_disc_of_radius_one_erodes_a_square_by_one_pixel()
    {
        Mask mask = Parse(".....", ".###.", ".###.", ".###.", ".....");
        Assert.Equal(Parse(".....", ".....", "..#..", ".....", ".....").Values, BinaryMorphology.Erode(mask, 1).Values);
        Assert.Equal(Parse(".....", ".....", ".###.", ".....", ".....").Values.Length, BinaryMorphology.Dilate(mask, 1).Values.Length);
        Assert.Equal(Parse(".###.", "#####", "#####", "#####", ".###.").Values, BinaryMorphology.Dilate(mask, 1).Values);
    }

    [Fact]
    public void Components_are_numbered_in_reading_order_and_corners_join_only_eight_connected()
    {
        Mask mask = Parse("#..#", ".#.#", "....", "#...");
        (LabelMap eight, int count) = ConnectedComponents.Label(mask);
        Assert.Equal(3, count);
        Assert.Equal([1, 0, 0, 2, 0, 1, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0], eight.Labels);
        Assert.Equal(4, ConnectedComponents.Label(mask, eight: false).Count);
    }

    [Fact]
    public void Two_arms_that_meet_late_are_one_component()
    {
        Assert.Equal(1, ConnectedComponents.Label(Parse("#.#.#", "#.#.#", "#####"), eight: false).Count);
    }

    [Fact]
    public void Holes_are_filled_but_bays_and_large_holes_are_not()
    {
        Mask mask = Parse("####.", "#..#.", "####.", ".....", "#.#..");
        Assert.Equal(Parse("####.", "####.", "####.", ".....", "#.#..").Values, HoleFilling.Fill(mask).Values);
        Assert.Equal(mask.Values, HoleFilling.Fill(mask, maximumArea: 1).Values);
    }

    [Fact]
    public void The_watershed_gives_each_of_two_touching_discs_its_half()
    {
        var mask = new Mask(60, 30);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            int x = i % 60, y = i / 60;
            mask.Values[i] = Square(x - 17, y - 15) < 170 || Square(x - 41, y - 15) < 170 ? (byte)1 : (byte)0;
        }

        var labels = new LabelMap(60, 30);
        (labels[17, 15], labels[41, 15]) = (1, 2);
        int[] heights = [.. DistanceTransform.Squared(mask).Select(d => (int)(4 * Math.Sqrt(d)))];
        Watershed.Grow(heights, labels, mask);
        Assert.Equal(mask.Count(), labels.Labels.Count(label => label != 0));
        Assert.Equal(labels.Labels.Count(label => label == 1), labels.Labels.Count(label => label == 2), 30.0);
        Assert.All(Enumerable.Range(0, 28), x => Assert.NotEqual(2, labels[x, 15]));
    }

    [Fact]
    public void The_ring_around_an_object_runs_along_its_pixel_edges_and_encloses_its_filled_area() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte[], byte>((bytes, side) =>
        {
            Mask mask = HoleFilling.Fill(Draw(bytes, 3 + (side % 9)));
            (LabelMap map, int count) = ConnectedComponents.Label(mask, eight: false);
            for (int label = 1; label <= count; label++)
            {
                int first = Array.IndexOf(map.Labels, label);
                if (!Encloses(map, label, first))
                {
                    return false;
                }
            }

            return true;
        }));

    [Fact]
    public void Grey_closing_fills_a_thin_dark_line_and_leaves_a_wide_dark_area()
    {
        byte[] picture = [.. Enumerable.Range(0, 400).Select(i => i % 20 == 4 || i % 20 >= 12 ? (byte)10 : (byte)100)];
        byte[] closed = GreyMorphology.Close(picture, new PixelSize(20, 20), 1);
        Assert.Equal(100, closed[(10 * 20) + 4]);
        Assert.Equal(100, closed[(10 * 20) + 8]);
        Assert.Equal(10, closed[(10 * 20) + 15]);
    }

    [Fact]
    public void Peaks_are_cut_at_a_deep_pass_and_joined_over_a_shallow_one()
    {
        float[] heights = [1, 5, 4.5f, 5.5f, 1, 6, 2];
        var mask = new Mask(7, 1, [1, 1, 1, 1, 1, 1, 1]);
        Assert.Equal([1, 1, 1, 1, 2, 2, 2], PeakSegmentation.Split(heights, mask, 1).Labels.Labels);
        Assert.Equal(1, PeakSegmentation.Split(heights, mask, 9).Count);
    }

    [Fact]
    public void A_polygon_holds_the_pixels_whose_centre_is_inside_and_not_its_hole()
    {
        PolygonArea area = new([[(1, 1), (6, 1), (6, 6), (1, 6)], [(3, 3), (5, 3), (5, 5), (3, 5)]]);
        var row = new byte[8];
        area.FillRow(4, 0, row);
        Assert.Equal([0, 1, 1, 0, 0, 1, 0, 0], row);
        var outside = new byte[8];
        area.FillRow(6, 0, outside);
        Assert.DoesNotContain((byte)1, outside);
    }

    /// <summary>The shoelace area of the ring, less what corner-joined neighbours of a 4-connected object cannot add.</summary>
    private static bool Encloses(LabelMap map, int label, int first)
    {
        IReadOnlyList<(int X, int Y)> ring = ContourTracing.OuterRing(map, label, first % map.Width, first / map.Width);
        long twice = 0;
        for (int i = 0, j = ring.Count - 1; i < ring.Count; j = i++)
        {
            if (ring[i].X != ring[j].X && ring[i].Y != ring[j].Y)
            {
                return false;
            }

            twice += ((long)ring[j].X * ring[i].Y) - ((long)ring[i].X * ring[j].Y);
        }

        return twice / 2 >= map.Labels.Count(l => l == label);
    }

    private static int Square(int dx, int dy) => (dx * dx) + (dy * dy);

    private static int Nearest(Mask mask, int x, int y)
    {
        int best = DistanceTransform.Unbounded;
        for (int i = 0; i < mask.Values.Length; i++)
        {
            if (mask.Values[i] == 0)
            {
                best = Math.Min(best, Square((i % mask.Width) - x, (i / mask.Width) - y));
            }
        }

        return best;
    }

    private static Mask Draw(byte[] bytes, int width)
    {
        var mask = new Mask(width, Math.Max(1, bytes.Length / width));
        for (int i = 0; i < Math.Min(bytes.Length, mask.Values.Length); i++)
        {
            mask.Values[i] = bytes[i] % 4 != 0 ? (byte)1 : (byte)0;
        }

        return mask;
    }

    private static Mask Parse(params string[] rows)
    {
        var mask = new Mask(rows[0].Length, rows.Length);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            mask.Values[i] = rows[i / mask.Width][i % mask.Width] == '#' ? (byte)1 : (byte)0;
        }

        return mask;
    }

    private static byte[] Each(byte[] values, PixelSize size, int radius, Func<IEnumerable<byte>, byte> choose) =>
    [
        .. from y in Enumerable.Range(0, size.Height)
           from x in Enumerable.Range(0, size.Width)
           select choose(from v in Enumerable.Range(Math.Max(0, y - radius), Math.Min(size.Height - 1, y + radius) - Math.Max(0, y - radius) + 1)
                         from u in Enumerable.Range(Math.Max(0, x - radius), Math.Min(size.Width - 1, x + radius) - Math.Max(0, x - radius) + 1)
                         select values[(v * size.Width) + u]),
    ];

    private static Mask Wide(byte[] bytes, int width, int height, byte largest = 1)
    {
        var mask = new Mask(width, height);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            byte value = bytes.Length == 0 ? (byte)7 : bytes[i % bytes.Length];
            mask.Values[i] = largest == 1 ? (byte)(((value >> (i / Math.Max(1, bytes.Length) % 8)) & 1) | (i % 5 == 0 ? 0 : 1)) : (byte)(value * (1 + (i % 3)));
        }

        return mask;
    }
}
