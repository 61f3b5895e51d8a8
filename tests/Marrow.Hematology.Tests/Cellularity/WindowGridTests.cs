using FsCheck;
using FsCheck.Fluent;
using Marrow.Hematology.Segmentation;
using Marrow.Imaging;

namespace Marrow.Hematology.Tests;

public class WindowGridTests
{
    [Fact]
    public void Cores_cover_every_pixel_once_and_views_hold_their_core() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte, byte, PositiveInt>((width, height, seed) =>
        {
            var random = new Random(seed.Get);
            var grid = new WindowGrid(new PixelSize(1 + width, 1 + height), random.Next(1, 6), new PixelSize(random.Next(1, 40), random.Next(1, 40)), random.Next(0, 20));
            var owners = new int[grid.Size.Width * grid.Size.Height];
            for (int row = 0; row < grid.Rows; row++)
            {
                for (int column = 0; column < grid.Columns; column++)
                {
                    PixelRectangle core = grid.CoreOf(column, row), view = grid.ViewOf(column, row);
                    Assert.True(view.Contains(core));
                    Assert.Equal(0, view.X % grid.Block);
                    Assert.Equal(0, core.Y % grid.Block);
                    for (int y = core.Y; y < core.Bottom; y++)
                    {
                        for (int x = core.X; x < core.Right; x++)
                        {
                            owners[(y * grid.Size.Width) + x]++;
                        }
                    }
                }
            }

            return owners.All(count => count == 1);
        }));

    [Fact]
    public void Windows_finished_in_any_order_give_the_same_rows_and_counts() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte, byte, PositiveInt>((width, height, seed) =>
        {
            var random = new Random(seed.Get);
            var grid = new WindowGrid(new PixelSize(1 + width, 1 + height), 1, new PixelSize(random.Next(8, 60), random.Next(8, 60)), 0);
            int[] order = [.. Enumerable.Range(0, grid.Rows * grid.Columns)];
            random.Shuffle(order);
            LabelSink sink = new();
            sink.Begin(grid.Size);
            WindowRows rows = new(grid, sink, CancellationToken.None);
            foreach (int window in order)
            {
                rows.Take(window, Draw(grid.CoreOf(window % grid.Columns, window / grid.Columns)).Result);
            }

            (Tally tally, _) = rows.Finish();
            CompartmentCounts counts = tally.Counts;
            Assert.Equal(grid.Size.Area, counts.Analyzed);
            Assert.True(sink.IsComplete);
            return sink.Labels.Samples.Select((label, i) => label == LabelAt(i % grid.Size.Width, i / grid.Size.Width)).All(same => same)
                && counts.Fat == sink.Labels.Samples.Count(label => label == (byte)Compartment.Fat);
        }));

    /// <summary>The counts of a core of any shape are those of a plain loop, its marks beside fat too.</summary>
    [Fact]
    public void A_window_counts_what_a_plain_loop_counts() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte, byte, byte>((width, height, reach) =>
        {
            PixelRectangle core = new(0, 0, 1 + width, 1 + (height % 40));
            int step = 1 + (reach % 9);
            (WindowResult window, byte[] labels) = Draw(core);
            byte[] gray = [.. labels.Select((_, i) => (byte)(i * 37 % 251))];
            Tally tally = new WindowTally(labels, gray, core.Size).Count(step);
            var beside = new long[256];
            for (int i = 0; i < gray.Length; i++)
            {
                int x = i % core.Width, y = i / core.Width;
                bool near = IsFat(x - step, y) || IsFat(x + step, y) || IsFat(x, y - step) || IsFat(x, y + step);
                beside[gray[i]] += labels[i] == (byte)Compartment.Haematopoietic && near ? 1 : 0;
            }

            return tally.Counts == window.Tally.Counts && beside.SequenceEqual(tally.BesideFat.Counts);

            bool IsFat(int x, int y) => x >= 0 && y >= 0 && x < core.Width && y < core.Height && labels[(y * core.Width) + x] == (byte)Compartment.Fat;
        }));

    private static (WindowResult Result, byte[] Labels) Draw(PixelRectangle core)
    {
        var tally = new Tally();
        var labels = new byte[core.Size.Area];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = LabelAt(core.X + (i % core.Width), core.Y + (i / core.Width));
            tally.Add(labels[i], 100, 1);
        }

        return (new WindowResult(core, LabelRows.Of(labels, core.Size), [], tally), labels);
    }

    private static byte LabelAt(int x, int y) => (byte)(1 + (((x * 7) + (y * 13) + (x * y / 5)) % 5));
}
