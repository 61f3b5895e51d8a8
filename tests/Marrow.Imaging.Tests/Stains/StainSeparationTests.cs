namespace Marrow.Imaging.Tests;

public class StainSeparationTests
{
    private static readonly StainVector Haematoxylin = new StainVector(0.60, 0.70, 0.38).Unit();
    private static readonly StainVector Eosin = new StainVector(0.24, 0.85, 0.47).Unit();

    [Theory]
    [InlineData(StainPair.HaematoxylinEosin)]
    [InlineData(StainPair.HaematoxylinDab)]
    [InlineData(StainPair.Giemsa)]
    public void Published_vectors_take_a_drawn_picture_apart(StainPair stains)
    {
        (StainVector first, StainVector second) = PublishedStains.Vectors(stains);
        StainOptions options = new() { Method = StainMethod.Deconvolution, Stains = stains };
        Raster<byte> pure = DrawnStains.Draw(first, second);
        StainStatistics known = new() { Method = StainMethod.Deconvolution, Stains = stains, First = first, Second = second, Maxima = [2, 1.5] };
        SeparatedStains separated = StainSeparation.Separate(pure, known, null, options);
        // Eight-bit levels hide up to half a level, most in the dark.
        Assert.All(separated.Residual.Samples.Skip(256 * 16 * 3), value => Assert.InRange(value, 229, 254));
        Assert.All(Enumerable.Range(256 * 16, 256 * 100), pixel => Assert.InRange(separated.Concentrations.Samples[(pixel * 3) + 2], -0.05f, 0.05f));
    }

    [Fact]
    public void Deconvolution_takes_fitted_vectors_where_they_are_given()
    {
        Raster<byte> slide = DrawnStains.Draw(Haematoxylin, Eosin), tile = DrawnStains.Draw(Haematoxylin, Eosin, side: 128, seed: 2);
        StainStatistics fitted = StainNormalization.Measure(slide, new StainOptions()).Statistics!;
        StainOptions options = new() { Method = StainMethod.Deconvolution, Vectors = (fitted.First!.Value, fitted.Second!.Value) };
        StainStatistics found = StainNormalization.Measure(tile, options).Statistics!;
        Assert.Equal(StainMethod.Deconvolution, found.Method);
        Assert.InRange(found.First!.Value.AngleDegrees(fitted.First.Value), 0, 1e-6);
        Assert.InRange(found.Second!.Value.AngleDegrees(fitted.Second.Value), 0, 1e-6);
        Assert.InRange(found.First.Value.AngleDegrees(PublishedStains.Vectors(StainPair.HaematoxylinEosin).First), 1, 90);
        Assert.Throws<ArgumentException>(() => new StainOptions { Vectors = (default, Eosin) });
    }

    [Fact]
    public void Stains_and_residual_multiply_back_to_the_picture()
    {
        Raster<byte> picture = DrawnStains.Draw(Haematoxylin, Eosin);
        StainStatistics source = StainNormalization.Measure(picture, new StainOptions()).Statistics!;
        Raster<float> amounts = StainSeparation.Separate(picture, source, null, new StainOptions()).Concentrations;
        StainVector across = source.First!.Value.Cross(source.Second!.Value).Unit();
        for (int pixel = 0; pixel < 256 * 256; pixel += 17)
        {
            double green = (amounts.Samples[pixel * 3] * source.First.Value.G) + (amounts.Samples[(pixel * 3) + 1] * source.Second.Value.G) + (amounts.Samples[(pixel * 3) + 2] * across.G);
            Assert.Equal(picture.Samples[(pixel * 3) + 1], (240 * Math.Exp(-green)) - 1, 1e-3);
        }
    }

    [Fact]
    public void A_method_without_vectors_cannot_separate()
    {
        Raster<byte> picture = DrawnStains.Draw(Haematoxylin, Eosin);
        StainStatistics lab = StainNormalization.Measure(picture, new StainOptions { Method = StainMethod.Reinhard }).Statistics!;
        Assert.Equal(
            "the method reinhard has no stain vectors to separate by",
            Assert.Throws<ArgumentException>(() => StainSeparation.Separate(picture, lab, null, new StainOptions())).Message);
    }

    [Fact]
    public void The_same_seed_perturbs_alike_and_another_does_not()
    {
        Raster<byte> picture = DrawnStains.Draw(Haematoxylin, Eosin);
        StainStatistics source = StainNormalization.Measure(picture, new StainOptions()).Statistics!;
        byte[] Perturbed(int seed) => StainAugmentation.Perturb(picture, source, new StainAugmentationOptions { Seed = seed }, new StainOptions { KeepBackground = true }).Samples;
        Assert.Equal(Perturbed(7), Perturbed(7));
        Assert.NotEqual(Perturbed(7), Perturbed(8));
        Assert.Equal(picture.Samples[..(256 * 16 * 3)], Perturbed(7)[..(256 * 16 * 3)]);
    }

    [Fact]
    public void Without_reach_augmentation_leaves_the_picture_within_one_level()
    {
        Raster<byte> picture = DrawnStains.Draw(Haematoxylin, Eosin);
        StainStatistics source = StainNormalization.Measure(picture, new StainOptions()).Statistics!;
        Raster<byte> same = StainAugmentation.Perturb(picture, source, new StainAugmentationOptions { Strength = 0, Shift = 0 }, new StainOptions());
        Assert.InRange(StainReferenceTests.Difference(picture, same).Most, 0, 1);
    }
}
