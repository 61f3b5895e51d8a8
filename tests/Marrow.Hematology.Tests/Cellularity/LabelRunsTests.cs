using FsCheck;
using FsCheck.Fluent;
using Marrow.Hematology.Segmentation;
using Marrow.Imaging;

namespace Marrow.Hematology.Tests;

public class LabelRunsTests
{
    [Fact]
    public void Unpacked_rows_are_those_packed() =>
        Check.QuickThrowOnFailure(Prop.ForAll<PositiveInt, byte, PositiveInt>((width, height, seed) =>
        {
            var random = new Random(seed.Get);
            var size = new PixelSize(width.Get * 97, 1 + (height % 9));
            var labels = new byte[size.Area];
            for (int i = 1; i < labels.Length; i++)
            {
                labels[i] = random.Next(20) == 0 ? (byte)random.Next(8) : labels[i - 1];
            }

            return Unpacked(new LabelRuns(labels, size)).SequenceEqual(labels);
        }));

    [Fact]
    public void A_run_may_be_longer_than_a_code_holds()
    {
        var labels = new byte[20000];
        labels.AsSpan(100).Fill(5);
        Assert.Equal(labels, Unpacked(new LabelRuns(labels, new PixelSize(20000, 1))));
    }

    [Fact]
    public void Labels_that_are_no_whole_rows_are_refused() => Assert.Throws<ArgumentException>(() => new LabelRuns(new byte[5], new PixelSize(2, 3)));

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

    private static byte[] Unpacked(LabelRuns runs)
    {
        var labels = new byte[runs.Size.Area];
        for (int y = 0; y < runs.Size.Height; y++)
        {
            runs.Unpack(y, labels.AsSpan(y * runs.Size.Width, runs.Size.Width));
        }

        return labels;
    }
}
