using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Marrow.Imaging.Tests;

public class StainNormalizationTests
{
    private static readonly StainVector Haematoxylin = new StainVector(0.60, 0.70, 0.38).Unit();
    private static readonly StainVector Eosin = new StainVector(0.24, 0.85, 0.47).Unit();
    private static readonly StainVector Azure = new StainVector(0.80, 0.55, 0.24).Unit();

    public static TheoryData<StainMethod> Methods => [.. Enum.GetValues<StainMethod>()];

    [Theory]
    [InlineData(StainMethod.Macenko)]
    [InlineData(StainMethod.Vahadane)]
    public void Known_stain_vectors_are_recovered_within_one_degree(StainMethod method)
    {
        StainStatistics found = StainNormalization.Measure(DrawnStains.Draw(Haematoxylin, Eosin), new StainOptions { Method = method, Sparsity = 0.02 }).Statistics!;
        Assert.InRange(found.First!.Value.AngleDegrees(Haematoxylin), 0, 1);
        Assert.InRange(found.Second!.Value.AngleDegrees(Eosin), 0, 1);
    }

    [Fact]
    public void Giemsa_stains_are_recovered_within_one_degree()
    {
        StainStatistics found = StainNormalization.Measure(DrawnStains.Draw(Azure, Eosin), new StainOptions { Stains = StainPair.Giemsa }).Statistics!;
        Assert.InRange(found.First!.Value.AngleDegrees(Azure), 0, 1);
        Assert.InRange(found.Second!.Value.AngleDegrees(Eosin), 0, 1);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Normalizing_brings_the_statistics_to_the_reference(StainMethod method)
    {
        StainOptions options = new() { Method = method };
        StainStatistics target = StainNormalization.Measure(DrawnStains.Draw(Haematoxylin, Eosin), options).Statistics!;
        NormalizedPicture normalized = StainNormalization.Normalize(DrawnStains.Draw(new StainVector(0.68, 0.68, 0.28).Unit(), new StainVector(0.20, 0.90, 0.40).Unit(), seed: 2), target, options);
        Assert.Null(normalized.Unchanged);
        StainStatistics after = StainNormalization.Measure(normalized.Rgb, options).Statistics!;
        if (target.Lab is { } lab)
        {
            Assert.All(after.Lab!.Means.Zip(lab.Means), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 3));
        }
        else
        {
            Assert.InRange(after.First!.Value.AngleDegrees(target.First!.Value), 0, 4);
            Assert.All(after.Maxima!.Zip(target.Maxima!), pair => Assert.InRange(pair.First / pair.Second, 0.9, 1.1));
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_result_does_not_depend_on_the_threads(StainMethod method)
    {
        Raster<byte> picture = DrawnStains.Draw(Haematoxylin, Eosin, side: 600);
        StainStatistics target = StainNormalization.Measure(DrawnStains.Draw(Azure, Eosin), new StainOptions { Method = method }).Statistics!;
        NormalizedPicture one = StainNormalization.Normalize(picture, target, new StainOptions { Method = method, Threads = 1 });
        NormalizedPicture many = StainNormalization.Normalize(picture, target, new StainOptions { Method = method, Threads = 5 });
        Assert.Equal(StrictJson.Write(one.Source), StrictJson.Write(many.Source));
        Assert.Equal(one.Rgb.Samples, many.Rgb.Samples);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Pictures_without_two_stains_come_back_unchanged_with_the_reason(StainMethod method)
    {
        Raster<byte> onePixel = DrawnStains.Flat(245, 245, 245);
        onePixel[3, 3, 0] = onePixel[3, 3, 1] = 90;
        onePixel[3, 3, 2] = 140;
        (Raster<byte> Picture, string Reason)[] cases =
        [
            (DrawnStains.Flat(255, 255, 255), "no tissue: no pixel absorbs 0.15 or more in every channel"),
            (DrawnStains.Flat(0, 0, 0), "the picture is black"),
            (onePixel, "1 of 4096 pixels are tissue, too few to measure stains"),
            (DrawnStains.Flat(0, 140, 70), "pen: 100 % of the tissue pixels have the colour of a marker pen"),
            (DrawnStains.Flat(90, 90, 90), "100 % of the dark pixels are grey, not stained"),
            (DrawnStains.Flat(255, 255, 255, 1, 1), "no tissue: no pixel absorbs 0.15 or more in every channel"),
        ];
        foreach ((Raster<byte> picture, string reason) in cases)
        {
            NormalizedPicture normalized = StainNormalization.Normalize(picture, PublishedStains.MacenkoReference, new StainOptions { Method = method });
            Assert.Same(picture, normalized.Rgb);
            Assert.Equal(reason, normalized.Unchanged);
        }
    }

    [Theory]
    [InlineData(StainMethod.Macenko)]
    [InlineData(StainMethod.Vahadane)]
    [InlineData(StainMethod.Reinhard)]
    [InlineData(StainMethod.ModifiedReinhard)]
    public void One_colour_comes_back_unchanged_with_the_reason(StainMethod method)
    {
        Raster<byte> picture = DrawnStains.Flat(150, 80, 160);
        NormalizedPicture normalized = StainNormalization.Normalize(picture, PublishedStains.MacenkoReference, new StainOptions { Method = method });
        Assert.Same(picture, normalized.Rgb);
        Assert.Equal("all tissue pixels have one colour", normalized.Unchanged);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Kept_background_is_byte_identical_and_tissue_is_not(StainMethod method)
    {
        Raster<byte> picture = DrawnStains.Draw(Azure, Eosin);
        StainStatistics target = StainNormalization.Measure(DrawnStains.Draw(Haematoxylin, Eosin), new StainOptions { Method = method }).Statistics!;
        NormalizedPicture normalized = StainNormalization.Normalize(picture, target, new StainOptions { Method = method, KeepBackground = true });
        int margin = 256 * 16 * 3;
        Assert.Equal(picture.Samples[..margin], normalized.Rgb.Samples[..margin]);
        Assert.NotEqual(picture.Samples[margin..], normalized.Rgb.Samples[margin..]);
    }

    [Fact]
    public void Letterbox_black_does_not_move_the_measurement()
    {
        Raster<byte> picture = DrawnStains.Draw(Haematoxylin, Eosin);
        var boxed = new Raster<byte>(256, 512, 3);
        picture.Samples.CopyTo(boxed.Samples.AsSpan(256 * 128 * 3));
        StainStatistics plain = StainNormalization.Measure(picture, new StainOptions()).Statistics!, inBox = StainNormalization.Measure(boxed, new StainOptions()).Statistics!;
        Assert.InRange(plain.First!.Value.AngleDegrees(inBox.First!.Value), 0, 1e-6);
        Assert.Equal(plain.Maxima!, inBox.Maxima!, new Closeness());
    }

    [Fact]
    public void A_reference_of_another_method_is_refused()
    {
        Raster<byte> picture = DrawnStains.Draw(Haematoxylin, Eosin);
        ArgumentException refusal = Assert.Throws<ArgumentException>(() =>
            StainNormalization.Normalize(picture, PublishedStains.MacenkoReference, new StainOptions { Method = StainMethod.Vahadane }));
        Assert.Equal("the reference was made for macenko (standard), not for vahadane (standard)", refusal.Message);
    }

    [Fact]
    public void A_gray_picture_of_one_channel_is_refused_in_words() =>
        Assert.StartsWith(
            "stains are measured on pictures of 3 channels (red, green, blue), got 1",
            Assert.Throws<ArgumentException>(() => StainNormalization.Measure(new Raster<byte>(8, 8, 1), new StainOptions())).Message);

    [Theory]
    [MemberData(nameof(Methods))]
    public void Statistics_survive_json_and_unknown_keys_do_not(StainMethod method)
    {
        StainStatistics statistics = StainNormalization.Measure(DrawnStains.Draw(Haematoxylin, Eosin), new StainOptions { Method = method }).Statistics!;
        string json = StrictJson.Write(statistics);
        Assert.Equal(json, StrictJson.Write(StrictJson.Read<StainStatistics>(json)));
        Assert.Throws<JsonException>(() => StrictJson.Read<StainStatistics>(json.Replace("\"tissuePixels\"", "\"tissuePixel\"")));
    }

    [Fact]
    public void Any_picture_is_either_normalized_or_returned_with_a_reason() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte[], bool>((bytes, dark) =>
        {
            int pixels = Math.Max(1, bytes.Length / 3);
            var picture = new Raster<byte>(pixels, 24, 3);
            for (int i = 0; i < picture.Samples.Length; i++)
            {
                picture.Samples[i] = (byte)(bytes.Length == 0 ? 0 : dark ? bytes[(i * 7) % bytes.Length] / 2 : bytes[(i * 7) % bytes.Length]);
            }

            return Enum.GetValues<StainMethod>().All(method =>
            {
                StainOptions options = new() { Method = method, Threads = 1 };
                StainFinding finding = StainNormalization.Measure(picture, options);
                if (finding.Statistics is not { } own)
                {
                    return finding.Refusal is { Length: > 0 };
                }

                own.Check();
                return StainReferenceTests.Difference(picture, StainNormalization.Normalize(picture, own, options).Rgb).Most <= 1;
            });
        }));

    [Fact]
    public void Selected_order_statistics_are_the_sorted_ones() =>
        Check.QuickThrowOnFailure(Prop.ForAll<short[], PositiveInt>((values, place) =>
        {
            double[] numbers = [.. values.Select(value => (double)(value / 8)), 0.5];
            int index = place.Get % numbers.Length;
            double[] sorted = [.. numbers.Order()];
            double percentile = 50 + (place.Get % 50);
            var rank = new TopRank([.. numbers], percentile);
            rank.Add([.. numbers.Where(value => value >= rank.Keeps)]);
            double at = (numbers.Length - 1) * (percentile / 100);
            double expected = sorted[(int)at] + ((sorted[Math.Min((int)at + 1, sorted.Length - 1)] - sorted[(int)at]) * (at - (int)at));
            return rank.Reaches(numbers.Length) && Math.Abs(rank.Value(numbers.Length, value => value) - expected) < 1e-9
                && Selection.Nth(numbers, index) == sorted[index];
        }));

    private sealed class Closeness : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-6;

        public int GetHashCode(double number) => 0;
    }
}
