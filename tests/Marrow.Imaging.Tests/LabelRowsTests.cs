using FsCheck;
using FsCheck.Fluent;

namespace Marrow.Imaging.Tests;

public class LabelRowsTests
{
    [Fact]
    public void Unpacked_rows_are_those_packed() =>
        Check.QuickThrowOnFailure(Prop.ForAll<PositiveInt, byte, PositiveInt>((width, height, seed) =>
        {
            var random = new Random(seed.Get);
            var size = new PixelSize(width.Get * 97, 1 + (height % 9));
            byte[] labels = Draw(size, random);
            LabelRows rows = LabelRows.Of(labels, size);
            bool isSame = Unpacked(rows).SequenceEqual(labels);

            // What is added after clearing takes the place of what was there.
            byte[] next = Draw(new PixelSize(size.Width, 2), random);
            rows.Clear();
            rows.Add(next.AsSpan(0, size.Width));
            rows.Add(next.AsSpan(size.Width));
            return isSame && Unpacked(rows).SequenceEqual(next);
        }));

    [Fact]
    public void A_run_may_be_of_any_length_and_label()
    {
        var labels = new byte[40000];
        labels.AsSpan(127, 128).Fill(5);
        labels.AsSpan(300, 16500).Fill(255);
        Assert.Equal(labels, Unpacked(LabelRows.Of(labels, new PixelSize(40000, 1))));
    }

    [Fact]
    public void Labels_that_are_no_whole_rows_are_refused()
    {
        Assert.Throws<ArgumentException>(() => LabelRows.Of(new byte[5], new PixelSize(2, 3)));
        Assert.Throws<ArgumentException>(() => new LabelRows(4).Add(new byte[3]));
    }

    private static byte[] Draw(PixelSize size, Random random)
    {
        var labels = new byte[size.Area];
        for (int i = 1; i < labels.Length; i++)
        {
            labels[i] = random.Next(20) == 0 ? (byte)random.Next(256) : labels[i - 1];
        }

        return labels;
    }

    private static byte[] Unpacked(LabelRows rows)
    {
        var labels = new byte[rows.Width * rows.Height];
        for (int y = 0; y < rows.Height; y++)
        {
            rows.Unpack(y, labels.AsSpan(y * rows.Width, rows.Width));
        }

        return labels;
    }
}
