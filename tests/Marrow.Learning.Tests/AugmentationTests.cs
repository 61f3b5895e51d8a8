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
