using Marrow.Imaging;

namespace Marrow.Radiomics.Tests;

public class GreyReductionTests
{
    [Theory]
    [InlineData(GreyReductionKind.Luma, 200, 100, 50, 124)]
    [InlineData(GreyReductionKind.Red, 200, 100, 50, 200)]
    [InlineData(GreyReductionKind.Green, 200, 100, 50, 100)]
    [InlineData(GreyReductionKind.Blue, 200, 100, 50, 50)]
    [InlineData(GreyReductionKind.Compatible002, 200, 100, 50, 229)]
    [InlineData(GreyReductionKind.Compatible002, 255, 255, 255, 185)]
    [InlineData(GreyReductionKind.OpticalDensity, 255, 255, 255, 0)]
    public void A_colour_becomes_the_named_grey(GreyReductionKind kind, byte r, byte g, byte b, double expected) =>
        Assert.Equal(expected, GreyReduction.Reduce(new Raster<byte>(1, 1, 3, [r, g, b]), kind).Samples[0, 0], 9);

    [Theory]
    [InlineData(GreyReductionKind.Haematoxylin, GreyReductionKind.Eosin, StainPair.HaematoxylinEosin)]
    [InlineData(GreyReductionKind.GiemsaAzure, GreyReductionKind.GiemsaEosin, StainPair.Giemsa)]
    public void A_colour_of_one_stain_has_none_of_the_other(GreyReductionKind own, GreyReductionKind other, StainPair pair)
    {
        StainVector stain = PublishedStains.Vectors(pair).First;
        byte Channel(double absorbed) => (byte)Math.Round((256 * Math.Exp(-0.8 * absorbed)) - 1);
        var pixel = new Raster<byte>(1, 1, 3, [Channel(stain.R), Channel(stain.G), Channel(stain.B)]);
        Assert.Equal(80, GreyReduction.Reduce(pixel, own).Samples[0, 0], tolerance: 1);
        Assert.Equal(0, GreyReduction.Reduce(pixel, other).Samples[0, 0], tolerance: 1);
    }

    [Fact]
    public void Several_channels_are_never_reduced_silently() =>
        Assert.Throws<ArgumentException>(() => GreyReduction.Samples(new Raster<float>(2, 2, 3)));
}
