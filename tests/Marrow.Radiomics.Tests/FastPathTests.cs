using FsCheck;
using FsCheck.Fluent;

namespace Marrow.Radiomics.Tests;

/// <summary>The passes that were written for speed, beside the same thing written straight.</summary>
public sealed class FastPathTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Percentiles_are_those_of_the_sorted_list(bool isWhole) => Check.QuickThrowOnFailure(Prop.ForAll(Numbers(isWhole), values =>
    {
        double[] sorted = [.. values.Order()], percents = [0, 10, 25, 50, 75, 90, 100];
        double[] found = Ranks.Percentiles(values, (sorted[0], sorted[^1]), percents);
        return percents.Zip(found).All(pair =>
        {
            double position = pair.First / 100 * (values.Length - 1);
            (double below, double above) = (sorted[(int)position], sorted[Math.Min((int)position + 1, values.Length - 1)]);
            return Math.Abs(below + ((above - below) * (position % 1)) - pair.Second) <= 1e-9;
        });
    }));

    [Theory]
    [InlineData(25)]
    [InlineData(1)]
    [InlineData(0.1)]
    [InlineData(7.3)]
    public void Levels_are_the_bins_whose_edges_hold_the_values(double width) => Check.QuickThrowOnFailure(Prop.ForAll(Numbers(isWhole: width >= 1), values =>
    {
        GreyLevels levels = GreyLevels.Of(values, new RadiomicsOptions { BinWidth = width }, out _)!;
        double low = values.Min(), rest = low % width;
        low -= rest < 0 ? rest + width : rest;
        return values.Zip(levels.Levels).All(pair => pair.First >= low + ((pair.Second - 1) * width) && pair.First < low + (pair.Second * width))
            && levels.Present.Zip(levels.Counts).All(level => levels.Levels.Count(value => value == level.First) == level.Second);
    }));

    [Fact]
    public void Zones_are_those_of_a_flood() => Check.QuickThrowOnFailure(Prop.ForAll(Pictures(), picture =>
    {
        (int width, int[] cells) = picture;
        ZoneNames names = ZoneNames.Of(Plane(width, cells));
        (int, int)[] found = [.. Enumerable.Range(0, names.Count).Where(name => names.Size(name) > 0).Select(name => (names.Level(name), names.Size(name))).Order()];
        return found.SequenceEqual(Flood(width, (int[])cells.Clone()).Order());
    }));

    [Fact]
    public void Axes_and_the_farthest_points_are_those_of_all_pixels() => Check.QuickThrowOnFailure(Prop.ForAll(Pictures(), picture =>
    {
        (int width, int[] cells) = picture;
        (double X, double Y)[] inside = [.. Enumerable.Range(0, cells.Length).Where(i => cells[i] > 0).Select(i => ((double)(i % width), (double)(i / width)))];
        if (inside.Length == 0)
        {
            return true;
        }

        var plane = new RegionPlane(width, cells.Length / width, new double[cells.Length], Array.ConvertAll(cells, cell => cell > 0 ? (byte)1 : (byte)0));
        (double major, double minor) = PrincipalAxes.Of(plane, PixelSpacing.Pixel);
        double mx = inside.Average(p => p.X), my = inside.Average(p => p.Y), spread = inside.Average(p => ((p.X - mx) * (p.X - mx)) + ((p.Y - my) * (p.Y - my)));
        (double X, double Y)[] outline = [.. inside.SelectMany(p => new[] { (p.X - 0.5, p.Y), (p.X + 0.5, p.Y), (p.X, p.Y - 0.5), (p.X, p.Y + 0.5) })];
        double farthest = outline.SelectMany(a => outline.Select(b => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y))))).Max();
        return Math.Abs(major + minor - spread) < 1e-9 && Math.Abs(Outline.Of(plane, PixelSpacing.Pixel).Diameter - farthest) < 1e-9;
    }));

    private static Arbitrary<double[]> Numbers(bool isWhole) => (
        from count in Gen.Choose(1, 70)
        from numbers in Gen.Choose(-3000, 3000).ArrayOf(count)
        from narrow in Gen.Choose(1, 40)
        select Array.ConvertAll(numbers, number => isWhole ? number / narrow : number / 16.0 / narrow)).ToArbitrary();

    /// <summary>Up to 20 × 12 cells of levels 0 (outside) to 3.</summary>
    private static Arbitrary<(int Width, int[] Cells)> Pictures() => (
        from width in Gen.Choose(1, 20)
        from height in Gen.Choose(1, 12)
        from levels in Gen.Choose(1, 3)
        from cells in Gen.Choose(0, levels).ArrayOf(width * height)
        select (width, cells)).ToArbitrary();

    private static LevelPlane Plane(int width, int[] cells)
    {
        byte[] inside = Array.ConvertAll(cells, cell => cell > 0 ? (byte)1 : (byte)0);
        double[] values = Array.ConvertAll(cells, cell => cell > 0 ? cell - 0.5 : 0);
        var region = new Region([new RegionPlane(width, cells.Length / width, values, inside)], PixelSpacing.Pixel);
        if (region.Voxels.Length == 0)
        {
            region = new Region([new RegionPlane(1, 1, [0.5], [1])], PixelSpacing.Pixel);
            cells[0] = 1;
        }

        // One level for each number that occurs, so that positions among the present levels count from 1 without gaps.
        GreyLevels levels = GreyLevels.Of(region.Voxels, new RadiomicsOptions { BinWidth = 1 }, out _)!;
        int[] position = [0, .. Enumerable.Range(1, 3).Select(number => Array.FindIndex(levels.Present, level => level == number - (int)region.Voxels.Min()) + 1)];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = position[cells[i]];
        }

        return LevelPlane.Of(region, levels, 1)[0];
    }

    private static List<(int Level, int Size)> Flood(int width, int[] cells)
    {
        var zones = new List<(int, int)>();
        for (int i = 0; i < cells.Length; i++)
        {
            if (cells[i] > 0)
            {
                int level = cells[i];
                zones.Add((level, Spread(width, cells, i, level)));
            }
        }

        return zones;
    }

    private static int Spread(int width, int[] cells, int from, int level)
    {
        var open = new Stack<int>([from]);
        int size = 0;
        cells[from] = 0;
        while (open.TryPop(out int at))
        {
            size++;
            for (int y = Math.Max(0, (at / width) - 1); y <= Math.Min((cells.Length / width) - 1, (at / width) + 1); y++)
            {
                for (int x = Math.Max(0, (at % width) - 1); x <= Math.Min(width - 1, (at % width) + 1); x++)
                {
                    if (cells[(y * width) + x] == level)
                    {
                        cells[(y * width) + x] = 0;
                        open.Push((y * width) + x);
                    }
                }
            }
        }

        return size;
    }
}
