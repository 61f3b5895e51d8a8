using Marrow.Imaging;

namespace Marrow.Learning.Tests;

public class AugmentationTests
{
    private static readonly PixelSize Size = new(48, 40);

    [Fact]
    public void Image_and_labels_stay_aligned_under_every_spatial_change()
    {
        var spatialOnly = AugmentationOptions.None with { RotationProbability = 1, ScalingProbability = 1, MirrorProbability = 0.5 };
        var augmentation = new Augmentation(spatialOnly, Size, (true, true));
        for (int draw = 0; draw < 20; draw++)
        {
            TrainingPatch patch = augmentation.Apply(Disc(augmentation.SourceSize), new RandomSource(7, draw));
            int apart = patch.Labels.Zip(patch.Image).Count(pair => (pair.First == 1) != (pair.Second > 0.5f));
            Assert.True(apart <= 4, $"draw {draw}: {apart} pixels differ");
        }
    }

    [Fact]
    public void The_same_stream_gives_the_same_patch_and_another_stream_another()
    {
        var augmentation = new Augmentation(new AugmentationOptions(), Size, (true, true));
        TrainingPatch Draw(int key) => augmentation.Apply(Disc(augmentation.SourceSize), new RandomSource(7, key));
        Assert.Equal(Draw(3).Image, Draw(3).Image);
        Assert.Contains(Enumerable.Range(0, 10), key => !Draw(key).Image.SequenceEqual(Draw(key + 100).Image));
    }

    [Fact]
    public void What_is_black_stays_0_in_channels_that_were_scaled_without_it()
    {
        var bright = AugmentationOptions.None with { NoiseProbability = 1, NoiseDeviation = 3 };
        var augmentation = new Augmentation(bright, new PixelSize(2, 2), (false, false), [false, true]);
        TrainingPatch patch = augmentation.Apply(new TrainingPatch(new float[8], [-1, 0, 1, -1], new PixelSize(2, 2)), new RandomSource(5));
        Assert.Equal([true, true, true, true, false, true, true, false], patch.Image.Select(value => value != 0));
        Assert.Equal([0, 0, 1, 0], patch.Labels);
    }

    [Fact]
    public void A_patch_of_odd_sides_is_cut_about_the_reference_s_centre()
    {
        // batchgeneratorsv2's crop_tensor begins at source // 2 - patch // 2.
        var source = new TrainingPatch([0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5], new PixelSize(6, 1));
        Assert.Equal([2, 3, 4], SpatialTransform.CropCenter(source, new PixelSize(3, 1)).Labels);
    }

    [Fact]
    public void Beyond_the_middles_of_the_outermost_pixels_there_is_no_label()
    {
        var source = new TrainingPatch(new float[16], [.. Enumerable.Repeat((short)1, 16)], new PixelSize(4, 4));
        Assert.Equal([-1, -1, -1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1, -1, -1, -1], new SpatialTransform(0, 1.2).Apply(source, new PixelSize(4, 4)).Labels);
    }

    [Fact]
    public void Chances_come_as_often_as_they_say()
    {
        var random = new RandomSource(1);
        int hits = Enumerable.Range(0, 100_000).Count(_ => random.Chance(0.2));
        Assert.InRange(hits, 19_500, 20_500); // four standard deviations are 506
    }

    [Fact]
    public void Normal_numbers_have_mean_zero_and_deviation_one()
    {
        var random = new RandomSource(2);
        double[] draws = [.. Enumerable.Range(0, 100_000).Select(_ => random.Normal())];
        Assert.InRange(draws.Average(), -0.013, 0.013);
        Assert.InRange(draws.Average(value => value * value), 0.98, 1.02);
    }

    private static TrainingPatch Disc(PixelSize size)
    {
        var patch = new TrainingPatch(new float[size.Area], new short[size.Area], size);
        for (int at = 0; at < patch.Labels.Length; at++)
        {
            double x = (at % size.Width) - (size.Width * 0.4), y = (at / size.Width) - (size.Height * 0.45);
            bool isInside = (x * x) + (2 * y * y) < 300;
            patch.Labels[at] = isInside ? (short)1 : (short)0;
            patch.Image[at] = isInside ? 1 : 0;
        }

        return patch;
    }
}
