using FsCheck;
using FsCheck.Fluent;
using Marrow.Imaging;

namespace Marrow.Learning.Tests;

public class PatchSamplerTests
{
    private static readonly LabelTable Dot = new([new LabelEntry("background", [0]), new LabelEntry("dot", [1])]);

    [Theory]
    [InlineData(2, 1)]
    [InlineData(4, 1)]
    [InlineData(12, 4)]
    public void The_last_third_of_a_batch_must_hold_foreground(int batch, int wanted) =>
        Assert.Equal(wanted, Enumerable.Range(0, batch).Count(index => PatchSampler.IsForeground(index, batch)));

    [Fact]
    public void A_foreground_sample_holds_a_class_that_one_pixel_shows()
    {
        PatchSampler sampler = Sampler(Case(200, 160, lonelyPixel: (190, 5)), new PixelSize(32, 32));
        for (int draw = 0; draw < 30; draw++)
        {
            Assert.Contains((short)1, sampler.Draw(1, 2, new RandomSource(1, draw)).Labels);
        }
    }

    [Fact]
    public void A_case_smaller_than_the_patch_is_padded_and_whole()
    {
        TrainingPatch patch = Sampler(Case(20, 12, lonelyPixel: (3, 3)), new PixelSize(32, 32)).Draw(0, 2, new RandomSource(1));
        Assert.Equal(1, patch.Labels.Count(label => label == 1));
        Assert.Equal(new PixelSize(32, 32), patch.Size);
    }

    [Fact]
    public void Where_labels_may_be_ignored_every_patch_holds_a_pixel_that_is_not()
    {
        TrainingPatch content = Case(200, 160, lonelyPixel: (3, 3)).Content;
        Array.Fill(content.Labels, (short)2);
        content.Labels[(150 * 200) + 7] = 0;
        PatchSampler sampler = Sampler(new TrainingCase("sparse", content, new LabelTable([.. Dot.Entries, new LabelEntry("ignore", [2])])), new PixelSize(32, 32));
        for (int draw = 0; draw < 30; draw++)
        {
            Assert.Contains((short)0, sampler.Draw(draw % 2, 2, new RandomSource(1, draw)).Labels);
        }
    }

    [Fact]
    public void An_odd_margin_lets_the_patch_begin_one_pixel_further_out()
    {
        // nnU-Net's bounds for 27 pixels in a window of 32: from -5 // 2, which Python rounds down, to 27 + 5 // 2 + 1 - 32.
        var window = new PixelSize(32, 32);
        PatchSampler sampler = new([Case(27, 32, lonelyPixel: (26, 31))], new Augmentation(AugmentationOptions.None, window, (false, false)), window);
        int[] found = [.. Enumerable.Range(0, 40).Select(draw => Array.FindIndex(sampler.Draw(0, 2, new RandomSource(1, draw)).Image, value => value != 0)).Distinct().Order()];
        Assert.Equal([2, 3], found);
    }

    [Fact]
    public void A_cut_equals_the_case_inside_and_nothing_outside() => Check.QuickThrowOnFailure(Prop.ForAll<int, int>((x, y) =>
    {
        TrainingPatch source = Case(30, 20, (4, 4)).Content;
        PixelRectangle area = new(x % 40, y % 40, 17, 9);
        TrainingPatch cut = PatchSampler.Cut(source, area);
        return Enumerable.Range(0, cut.Labels.Length).All(at =>
        {
            int fromX = area.X + (at % 17), fromY = area.Y + (at / 17);
            bool isInside = fromX >= 0 && fromY >= 0 && fromX < 30 && fromY < 20;
            return isInside
                ? cut.Image[at] == source.Image[(fromY * 30) + fromX] && cut.Labels[at] == source.Labels[(fromY * 30) + fromX]
                : cut.Image[at] == 0 && cut.Labels[at] == -1;
        });
    }));

    [Fact]
    public void Batches_are_the_same_after_a_resume()
    {
        PatchSampler sampler = Sampler(Case(100, 80, (50, 40)), new PixelSize(24, 16));
        using var whole = new BatchFeed(sampler, 2, seed: 5, purpose: 0, 0..6);
        TrainingPatch[][] all = [.. Enumerable.Range(0, 6).Select(_ => whole.Take())];
        using var resumed = new BatchFeed(sampler, 2, seed: 5, purpose: 0, 4..6);
        Assert.Equal(all[4][1].Image, resumed.Take()[1].Image);
        Assert.Equal(all[5][0].Image, resumed.Take()[0].Image);
    }

    private static PatchSampler Sampler(TrainingCase source, PixelSize patch) =>
        new([source], new Augmentation(AugmentationOptions.None, patch, (true, true)), patch);

    private static TrainingCase Case(int width, int height, (int X, int Y) lonelyPixel)
    {
        var content = new TrainingPatch(new float[width * height], new short[width * height], new PixelSize(width, height));
        for (int at = 0; at < content.Image.Length; at++)
        {
            content.Image[at] = 1 + at;
        }

        content.Labels[(lonelyPixel.Y * width) + lonelyPixel.X] = 1;
        return new TrainingCase("drawn", content, Dot);
    }
}
