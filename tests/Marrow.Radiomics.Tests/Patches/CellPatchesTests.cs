using FsCheck;
using FsCheck.Fluent;
using Marrow.Imaging;

namespace Marrow.Radiomics.Tests;

public class CellPatchesTests
{
    [Theory]
    [InlineData(100, 300, 40, 30, 20, 50)]
    [InlineData(300, 100, 40, 30, 50, 20)]
    [InlineData(100, 300, 0, 280, 40, 20)]
    [InlineData(300, 100, 280, 60, 20, 40)]
    [InlineData(100, 100, 80, 0, 20, 100)]
    public void Squares_hold_their_cell_inside_portrait_and_landscape_pictures(int width, int height, int x, int y, int w, int h)
    {
        PixelRectangle square = CellPatches.Square(new PixelRectangle(x, y, w, h), new PixelSize(width, height));
        Assert.Equal(Math.Max(w, h), square.Width);
        Assert.True(square.Contains(new PixelRectangle(x, y, w, h)), $"{square}");
    }

    [Fact]
    public void Any_square_is_square_and_inside() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        ArbMap.Default.ArbFor<(byte, byte, byte, byte, byte, byte)>(), draw =>
        {
            (int width, int height) = (draw.Item1 + 1, draw.Item2 + 1);
            (int x, int y) = (draw.Item3 % width, draw.Item4 % height);
            var box = new PixelRectangle(x, y, 1 + (draw.Item5 % (width - x)), 1 + (draw.Item6 % (height - y)));
            PixelRectangle square = CellPatches.Square(box, new PixelSize(width, height), draw.Item5 % 5);
            return square.Width == square.Height && new PixelRectangle(0, 0, width, height).Contains(square)
                && (square.Width < Math.Max(box.Width, box.Height) || square.Contains(box));
        }));

    [Fact]
    public void Cells_below_25_by_26_are_left_out_and_named()
    {
        var cells = new LabelMap(200, 60);
        Fill(cells, 1, new PixelRectangle(0, 0, 25, 26));
        Fill(cells, 2, new PixelRectangle(40, 0, 24, 40));
        Fill(cells, 3, new PixelRectangle(80, 0, 40, 25));
        IReadOnlyList<CellPatch> patches = CellPatches.Find(cells, new PatchOptions());
        Assert.Equal([true, false, false], patches.Select(patch => patch.Square is not null));
        Assert.Equal([1, 2, 3], patches.Select(patch => patch.Label));
    }

    [Fact]
    public void Scaling_keeps_a_constant_and_a_ramp()
    {
        var ramp = new Raster<byte>(40, 40, 3);
        for (int i = 0; i < ramp.Samples.Length; i++)
        {
            ramp.Samples[i] = (i % 3) switch { 0 => 77, 1 => (byte)(4 * (i / 3 % 40)), _ => (byte)(4 * (i / 3 / 40)) };
        }

        Raster<byte> small = CellPatches.Cut(ramp, new PixelRectangle(0, 0, 40, 40), 20), large = CellPatches.Cut(ramp, new PixelRectangle(0, 0, 40, 40), 80);
        Assert.Equal((20, 80), (small.Width, large.Height));
        Assert.Equal((77, 42, 82), (small[5, 10, 0], small[5, 10, 1], small[5, 10, 2]));
        Assert.Equal((77, 20, 40), (large[10, 20, 0], large[10, 20, 1] + 1, large[10, 20, 2] + 1));
        Assert.Equal(9, CellPatches.Cut(ramp, new PixelRectangle(3, 4, 9, 9), 0).Width);
    }

    private static void Fill(LabelMap cells, int label, PixelRectangle box)
    {
        for (int y = box.Y; y < box.Bottom; y++)
        {
            cells.Row(y).Slice(box.X, box.Width).Fill(label);
        }
    }
}
