namespace Marrow.Imaging.Tests;

/// <summary>The fast passes over pixels against the plain rules that they stand for.</summary>
public sealed class ColourScreenTests
{
    private static readonly OpticalDensity Density = new(240, 0.15);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_colour_that_passes_a_test_is_screened_out_and_most_that_fail_are(int seed)
    {
        var random = new Random(seed);
        byte[] rgb = Pixels(random, 40_000);
        for (int round = 0; round < 25; round++)
        {
            (StainVector Function, double Threshold)[] tests = [.. Enumerable.Range(0, 1 + (round % 4)).Select(_ => Drawn(random))];
            uint[] wanted = [.. Colours(rgb).Where(colour => tests.Any(test => Passes(test, colour)))];
            uint[] found = new uint[ColourScreen.Block * 20];
            int count = new ColourScreen(Density, tests).Select(rgb, found);
            uint[] again = new uint[found.Length];
            Assert.Equal(count, new ColourScreen(Density, tests).Select(Colours(rgb), again));
            Assert.Equal(found[..count], again[..count]);
            Assert.Equal(wanted, found[..count].Where(colour => tests.Any(test => Passes(test, colour))));
            Assert.InRange(count - wanted.Length, 0, 200);
        }
    }

    [Fact]
    public void A_threshold_of_minus_infinity_lets_every_colour_through_and_one_out_of_reach_none()
    {
        byte[] rgb = Pixels(new Random(4), 1000);
        uint[] found = new uint[1000];
        var function = new StainVector(0.5, -0.7, 0.2);
        Assert.Equal(1000, new ColourScreen(Density, (function, double.NegativeInfinity)).Select(rgb, found));
        Assert.Equal(0, new ColourScreen(Density, (function, 1e6)).Select(rgb, found));
        Assert.Equal(1000, new ColourScreen(Density, (default, 0)).Select(rgb, found));
    }

    [Theory]
    [InlineData(0.15)]
    [InlineData(0)]
    [InlineData(2)]
    public void Tissue_of_any_number_of_pixels_is_what_the_rule_says_in_order(double beta)
    {
        var density = new OpticalDensity(240, beta);
        var random = new Random(5);
        for (int pixels = 1; pixels < 80; pixels++)
        {
            byte[] rgb = Pixels(random, pixels);
            uint[] wanted = [.. Colours(rgb).Where(colour => density.IsTissue((byte)colour, (byte)(colour >> 8), (byte)(colour >> 16)))];
            using TissuePixels tissue = TissuePixels.Gather(rgb, density, null, 1);
            Assert.Equal(wanted, tissue.Chunk(0).ToArray());
            Assert.Equal(Colours(rgb).Count(OpticalDensity.IsBlack), tissue.Black);
        }
    }

    private static (StainVector Function, double Threshold) Drawn(Random random) =>
        (new StainVector(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5), (random.NextDouble() * 2) - 0.5);

    private static bool Passes((StainVector Function, double Threshold) test, uint colour) =>
        test.Function.Dot(new StainVector(Density.Values[(byte)colour], Density.Values[(byte)(colour >> 8)], Density.Values[(byte)(colour >> 16)])) >= test.Threshold;

    private static uint[] Colours(byte[] rgb) => [.. rgb.Chunk(3).Select(pixel => (uint)(pixel[0] | (pixel[1] << 8) | (pixel[2] << 16)))];

    /// <summary>Colours of all levels, of which a fifth is nearly black.</summary>
    private static byte[] Pixels(Random random, int count)
    {
        byte[] rgb = new byte[count * 3];
        random.NextBytes(rgb);
        for (int i = 0; i < rgb.Length; i += 15)
        {
            (rgb[i], rgb[i + 1], rgb[i + 2]) = ((byte)random.Next(10), (byte)random.Next(10), (byte)random.Next(10));
        }

        return rgb;
    }
}
