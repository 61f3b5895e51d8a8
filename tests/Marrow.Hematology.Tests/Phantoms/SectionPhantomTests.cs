using Marrow.Imaging;

namespace Marrow.Hematology.Tests;

public class SectionPhantomTests
{
    private static readonly SectionPhantomOptions Small = new() { Size = new PixelSize(300, 270), CellularityPercent = 40, Seed = 3 };

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(90)]
    [InlineData(98)]
    [InlineData(100)]
    public void Drawn_cellularity_is_the_wanted_one_within_0_3_points(double wanted)
    {
        foreach (long seed in new long[] { 1, 2 })
        {
            CompartmentCounts counts = SectionPhantom.Draw(Small with { Size = new PixelSize(700, 500), CellularityPercent = wanted, Seed = seed }).Counts;
            Assert.InRange(counts.CellularityPercent!.Value, wanted - 0.3, wanted + 0.3);
        }
    }

    [Fact]
    public void Ends_are_exact()
    {
        Assert.Equal(0, SectionPhantom.Draw(Small with { CellularityPercent = 0 }).Counts.Haematopoietic);
        Assert.Equal(0, SectionPhantom.Draw(Small with { CellularityPercent = 100 }).Counts.Fat);
    }

    [Fact]
    public void Counts_are_those_of_the_label_picture_and_cover_it()
    {
        SectionPhantomPicture picture = SectionPhantom.Draw(Small);
        long Pixels(Compartment compartment) => picture.Compartments.Samples.LongCount(value => value == (byte)compartment);
        Assert.Equal(
            new CompartmentCounts(Pixels(Compartment.Haematopoietic), Pixels(Compartment.Fat), Pixels(Compartment.Bone), Pixels(Compartment.Glass), Pixels(Compartment.Excluded)),
            picture.Counts);
        Assert.Equal(300 * 270, picture.Counts.Analyzed);
    }

    [Fact]
    public void Shares_of_glass_bone_clefts_and_vessels_are_near_the_wanted_ones()
    {
        SectionPhantomOptions options = Small with { Size = new PixelSize(1000, 800), GlassShare = 0.2, BoneShare = 0.12, CleftShare = 0.05, VesselShare = 0.04 };
        CompartmentCounts counts = SectionPhantom.Draw(options).Counts;
        double all = counts.Analyzed;
        Assert.InRange(counts.Glass / all, 0.18, 0.22);
        Assert.InRange(counts.Bone / all, 0.10, 0.14);
        Assert.InRange(counts.Excluded / all, 0.07, 0.11);
    }

    [Fact]
    public void Tinted_vacuoles_darken_fat_alone_and_leave_the_truth()
    {
        SectionPhantomOptions options = Small with { Size = new PixelSize(1000, 800) };
        SectionPhantomPicture clear = SectionPhantom.Draw(options), tinted = SectionPhantom.Draw(options with { LumenTint = 0.3 });
        Assert.Equal(clear.Compartments.Samples, tinted.Compartments.Samples);
        double Green(SectionPhantomPicture picture, Compartment compartment) => Enumerable.Range(0, 1000 * 800)
            .Where(i => clear.Compartments.Samples[i] == (byte)compartment).Average(i => (double)picture.Rgb.Samples[(3 * i) + 1]);
        Assert.InRange(Green(clear, Compartment.Fat) - Green(tinted, Compartment.Fat), 5, 60);
        Assert.InRange(Math.Abs(Green(clear, Compartment.Haematopoietic) - Green(tinted, Compartment.Haematopoietic)), 0, 1);
    }

    [Fact]
    public void Light_that_slopes_dims_one_side_and_leaves_the_truth()
    {
        SectionPhantomOptions options = Small with { CellularityPercent = 100, GlassShare = 0 };
        SectionPhantomPicture even = SectionPhantom.Draw(options), sloped = SectionPhantom.Draw(options with { LightSlope = 0.3 });
        Assert.Equal(even.Compartments.Samples, sloped.Compartments.Samples);
        double[] ratios = [.. new[] { (0, 0), (280, 0), (0, 250), (280, 250) }.Select(corner => Light(sloped, corner) / Light(even, corner))];
        Assert.InRange(ratios.Max(), 0.97, 1);
        Assert.InRange(ratios.Min(), 0.69, 0.73);

        static double Light(SectionPhantomPicture picture, (int X, int Y) corner) => picture.Rgb.Crop(new(corner.X, corner.Y, 20, 20)).Samples.Average(value => value);
    }

    [Fact]
    public void Loose_crumbs_lie_on_the_glass_and_count_as_glass()
    {
        SectionPhantomOptions options = Small with { Size = new PixelSize(900, 900), GlassShare = 0.6 };
        SectionPhantomPicture clean = SectionPhantom.Draw(options), crumbs = SectionPhantom.Draw(options with { LooseCrumbs = 20 });
        Assert.Equal(clean.Compartments.Samples, crumbs.Compartments.Samples);
        int[] changed = [.. Enumerable.Range(0, 900 * 900).Where(i => clean.Rgb.Samples[3 * i] != crumbs.Rgb.Samples[3 * i])];
        Assert.InRange(changed.Length, 3_000, 100_000);
        Assert.All(changed, i => Assert.Equal((byte)Compartment.Glass, clean.Compartments.Samples[i]));
    }

    [Fact]
    public void A_field_that_was_cut_out_is_a_rectangle_whose_vacuoles_can_be_open()
    {
        SectionPhantomOptions options = Small with { Size = new PixelSize(900, 900), GlassShare = 0.4, BoneShare = 0, CleftShare = 0, IsCutOut = true };
        byte[] closed = SectionPhantom.Draw(options).Compartments.Samples;
        int[] inside = [.. Enumerable.Range(0, 900 * 900).Where(i => closed[i] != (byte)Compartment.Glass)];
        int width = inside.Max(i => i % 900) - inside.Min(i => i % 900) + 1, height = inside.Max(i => i / 900) - inside.Min(i => i / 900) + 1;
        Assert.InRange(inside.Length / (double)(width * height), 0.99, 1);

        SectionPhantomPicture open = SectionPhantom.Draw(options with { OpenRim = 1 });
        double rim = 0, wall = 0;
        for (int i = 900; i < 899 * 900; i++)
        {
            bool isRim = open.Compartments.Samples[i] == (byte)Compartment.Fat && open.Compartments.Samples[i + 1] == (byte)Compartment.Glass;
            (rim, wall) = (rim + (isRim ? 1 : 0), wall + (isRim && open.Rgb.Samples[(3 * i) + 1] < 200 ? 1 : 0));
        }

        Assert.True(rim > 20 && wall < 0.1 * rim, $"{wall} of {rim} pixels of fat at the glass are dark");
    }

    [Fact]
    public void Pale_bone_is_nearly_as_bright_as_glass_and_leaves_the_truth()
    {
        SectionPhantomOptions options = Small with { Size = new PixelSize(900, 700), BoneShare = 0.2, GlassShare = 0.2 };
        SectionPhantomPicture usual = SectionPhantom.Draw(options), pale = SectionPhantom.Draw(options with { BonePallor = 0.9 });
        Assert.Equal(usual.Compartments.Samples, pale.Compartments.Samples);
        double Green(SectionPhantomPicture picture, Compartment compartment) => Enumerable.Range(0, 900 * 700)
            .Where(i => usual.Compartments.Samples[i] == (byte)compartment).Average(i => (double)picture.Rgb.Samples[(3 * i) + 1]);
        Assert.InRange(Green(pale, Compartment.Glass) - Green(pale, Compartment.Bone), 2, 25);
        Assert.InRange(Green(usual, Compartment.Glass) - Green(usual, Compartment.Bone), 50, 150);
        Assert.Contains(Enumerable.Range(1, 60), seed => PhantomDataSet.Section(new PhantomDataSetOptions { HasPaleBone = true }, seed).BonePallor > 0);
    }

    [Fact]
    public void Torn_septa_let_vacuoles_run_together_and_debris_lies_in_them_both_as_fat()
    {
        SectionPhantomOptions options = Small with { Size = new PixelSize(900, 700), CellularityPercent = 20 };
        SectionPhantomPicture whole = SectionPhantom.Draw(options), torn = SectionPhantom.Draw(options with { TornSepta = 1 }), debris = SectionPhantom.Draw(options with { Debris = 1 });
        (int[] lighter, int[] darker) = (Changed(torn), Changed(debris));
        Assert.InRange(lighter.Length, 1_000, 60_000);
        Assert.InRange(darker.Length, 1_000, 60_000);
        Assert.True(lighter.Average(i => torn.Rgb.Samples[3 * i] - whole.Rgb.Samples[3 * i]) > 5, "septa are gone");
        Assert.True(darker.Average(i => debris.Rgb.Samples[3 * i] - whole.Rgb.Samples[3 * i]) < -20, "something lies there");

        SectionPhantomOptions[] worn = [.. Enumerable.Range(1, 60).Select(seed => PhantomDataSet.Section(new PhantomDataSetOptions { IsWorn = true }, seed))];
        Assert.InRange(worn.Count(section => section is { TornSepta: > 0, Debris: > 0 }), 15, 45);

        int[] Changed(SectionPhantomPicture picture)
        {
            Assert.Equal(whole.Compartments.Samples, picture.Compartments.Samples);
            int[] changed = [.. Enumerable.Range(0, 900 * 700).Where(i => whole.Rgb.Samples[3 * i] != picture.Rgb.Samples[3 * i])];
            Assert.InRange(changed.Count(i => whole.Compartments.Samples[i] == (byte)Compartment.Fat), 0.99 * changed.Length, changed.Length);
            return changed;
        }
    }

    [Fact]
    public void A_broad_set_has_what_a_plain_one_lacks()
    {
        SectionPhantomOptions[] broad = [.. Enumerable.Range(1, 60).Select(seed => PhantomDataSet.Section(new PhantomDataSetOptions { IsBroad = true }, seed))];
        SectionPhantomOptions[] plain = [.. Enumerable.Range(1, 60).Select(seed => PhantomDataSet.Section(new PhantomDataSetOptions(), seed))];
        Assert.All(plain, section => Assert.True(section is { LightSlope: 0, LooseCrumbs: 0, OpenRim: 0, IsCutOut: false, VesselShare: < 0.06 }));
        foreach (Predicate<SectionPhantomOptions> has in new Predicate<SectionPhantomOptions>[] { one => one.LightSlope > 0, one => one.LooseCrumbs > 0, one => one.OpenRim > 0, one => one.IsCutOut, one => one.VesselShare > 0.06 })
        {
            Assert.InRange(broad.Count(section => has(section)), 1, 50);
        }
    }

    [Fact]
    public void Sections_of_a_spread_set_differ_in_scale_within_its_factor()
    {
        double[] scales = [.. Enumerable.Range(1, 60).Select(seed => PhantomDataSet.Section(new PhantomDataSetOptions { ScaleSpread = 1.5 }, seed).MicrometersPerPixel)];
        Assert.All(scales, scale => Assert.InRange(scale, 2 / 1.5, 2 * 1.5));
        Assert.True(scales.Max() / scales.Min() > 1.8, "the scales are spread");
        Assert.Equal(2, PhantomDataSet.Section(new PhantomDataSetOptions(), 1).MicrometersPerPixel);
    }

    [Fact]
    public void Absent_compartments_are_absent()
    {
        CompartmentCounts counts = SectionPhantom.Draw(Small with { GlassShare = 0, BoneShare = 0, CleftShare = 0, VesselShare = 0 }).Counts;
        Assert.Equal(0, counts.Glass + counts.Bone + counts.Excluded);
    }

    [Fact]
    public void Threads_do_not_change_a_byte()
    {
        SectionPhantomOptions options = Small with { Size = new PixelSize(600, 600), Blur = 1.2, Noise = 3, BlockQuality = 70, Variety = 1 };
        var one = new CollectingSink();
        var many = new CollectingSink();
        SectionPhantom.DrawRows(options, one, new ParallelOptions { MaxDegreeOfParallelism = 1 });
        SectionPhantom.DrawRows(options, many, new ParallelOptions { MaxDegreeOfParallelism = 8 });
        Assert.Equal(one.Rgb, many.Rgb);
        Assert.Equal(one.Compartments, many.Compartments);
    }

    [Fact]
    public void Another_seed_is_another_section()
    {
        Assert.NotEqual(SectionPhantom.Draw(Small).Compartments.Samples, SectionPhantom.Draw(Small with { Seed = 4 }).Compartments.Samples);
    }

    public static TheoryData<string, SectionPhantomOptions> DisturbedSections => new()
    {
        { "blur", Small with { Blur = 2.5 } },
        { "noise", Small with { Noise = 12 } },
        { "cast", Small with { Cast = 0.8 } },
        { "uneven", Small with { Uneven = 0.4 } },
        { "gamma", Small with { Gamma = 1.5 } },
        { "contrast", Small with { Contrast = 0.7 } },
        { "stain strength", Small with { StainStrength = 0.6 } },
        { "stain hue", Small with { StainHue = -0.7 } },
        { "blocks", Small with { BlockQuality = 30 } },
        { "grey", Small with { IsGray = true } },
    };

    [Theory]
    [MemberData(nameof(DisturbedSections))]
    public void A_disturbance_changes_the_picture_and_not_the_truth(string name, SectionPhantomOptions options)
    {
        SectionPhantomPicture clean = SectionPhantom.Draw(Small), disturbed = SectionPhantom.Draw(options);
        Assert.False(clean.Rgb.Samples.AsSpan().SequenceEqual(disturbed.Rgb.Samples), name);
        Assert.True(clean.Compartments.Samples.AsSpan().SequenceEqual(disturbed.Compartments.Samples), name);
    }

    [Fact]
    public void Pen_and_folds_are_excluded()
    {
        CompartmentCounts clean = SectionPhantom.Draw(Small).Counts, marked = SectionPhantom.Draw(Small with { HasPen = true, Folds = 2 }).Counts;
        Assert.True(marked.Excluded > clean.Excluded);
        Assert.InRange(marked.CellularityPercent!.Value, 39.7, 40.3);
    }

    [Fact]
    public void Compartments_look_as_they_should()
    {
        SectionPhantomPicture picture = SectionPhantom.Draw(Small with { Size = new PixelSize(900, 900), GlassShare = 0.1, BoneShare = 0.1 });
        double Mean(Compartment compartment) => Enumerable.Range(0, picture.Compartments.Samples.Length)
            .Where(i => picture.Compartments.Samples[i] == (byte)compartment).Average(i => (double)picture.Rgb.Samples[(3 * i) + 1]);
        Assert.InRange(Mean(Compartment.Fat), 205, 245);
        Assert.InRange(Mean(Compartment.Glass), 215, 245);
        Assert.InRange(Mean(Compartment.Haematopoietic), 100, 160);
        Assert.InRange(Mean(Compartment.Bone), 120, 200);
    }

    [Fact]
    public void Low_power_truth_is_that_of_the_centres_of_its_pixels()
    {
        SectionPhantomOptions low = Small with { Size = new PixelSize(120, 90), MicrometersPerPixel = 3 };
        SectionPhantomPicture picture = SectionPhantom.Draw(low);
        Assert.InRange(picture.Counts.CellularityPercent!.Value, 39.7, 40.3);
        Assert.Equal(120 * 90, picture.Counts.Analyzed);
    }

    [Fact]
    public void A_single_pixel_is_drawn()
    {
        Assert.Equal(1, SectionPhantom.Draw(Small with { Size = new PixelSize(1, 1) }).Counts.Analyzed);
    }

    [Fact]
    public void Cancelling_stops_the_drawing()
    {
        Assert.Throws<OperationCanceledException>(() => SectionPhantom.Draw(Small, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Cancelling_stops_the_layout_too()
    {
        (SectionStyle style, NoiseTile noise) = (SectionStyle.Create(1, 0), new NoiseTile(1));
        Assert.ThrowsAny<OperationCanceledException>(() => SectionLayout.Create(Small, style, noise, new ParallelOptions { CancellationToken = new CancellationToken(canceled: true) }));
        SectionLayout layout = SectionLayout.Create(Small, style, noise, new ParallelOptions());
        Assert.ThrowsAny<OperationCanceledException>(() => AdipocyteScatter.Place(0.5, 1, (layout, style, noise), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Equal("the cellularity in per cent must lie in 0…100, got 101", Assert.Throws<ArgumentException>(() => new SectionPhantomOptions { CellularityPercent = 101 }).Message);
        Assert.Throws<ArgumentException>(() => new SectionPhantomOptions { Size = new PixelSize(0, 5) });
        Assert.Throws<ArgumentException>(() => new SectionPhantomOptions { MicrometersPerPixel = double.NaN });
    }

    private sealed class CollectingSink : ISectionPhantomSink
    {
        public List<byte> Rgb { get; } = [];

        public List<byte> Compartments { get; } = [];

        public void Write(int firstRow, ReadOnlySpan<byte> rgb, ReadOnlySpan<byte> compartments)
        {
            Rgb.AddRange(rgb);
            Compartments.AddRange(compartments);
        }
    }
}
