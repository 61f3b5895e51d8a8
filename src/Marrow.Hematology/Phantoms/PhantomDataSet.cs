using Marrow.Imaging;
using Marrow.Learning;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>
/// Drawn sections of every kind as a data set in nnU-Net's layout: cellularity from 0 to 100 %, with and without glass, bone, clefts, vessels,
/// pen and folds, in colour and grey. What each section is follows from its seed alone.
/// </summary>
public static class PhantomDataSet
{
    /// <summary>The labels of the set: background is glass, the others are compartments in this order.</summary>
    public static IReadOnlyList<Compartment> Labels { get; } =
        [Compartment.Glass, Compartment.Haematopoietic, Compartment.Fat, Compartment.Bone, Compartment.Excluded];

    private static readonly byte[] Label = [.. Enum.GetValues<Compartment>().Select(compartment => (byte)Math.Max(0, Labels.ToList().IndexOf(compartment)))];

    /// <summary>Writes the set into a folder named as nnU-Net wants it (<c>DatasetXXX_Name</c>).</summary>
    public static void Write(PhantomDataSetOptions options, string folder, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(options);
        string images = Path.Combine(folder, "imagesTr"), truths = Path.Combine(folder, "labelsTr");
        Directory.CreateDirectory(images);
        Directory.CreateDirectory(truths);
        for (int i = 0; i < options.Count; i++)
        {
            token.ThrowIfCancellationRequested();
            string name = $"section_{i:D5}";
            SectionPhantomPicture picture = SectionPhantom.Draw(Section(options, checked(options.Seed + i)), token);
            PictureFile.WritePng(Path.Combine(images, $"{name}_0000.png"), picture.Rgb);
            PictureFile.WritePng(Path.Combine(truths, $"{name}.png"), Relabel(picture.Compartments));
        }

        LabelEntry[] labels = [.. Labels.Select((compartment, label) => new LabelEntry(label == 0 ? "background" : $"{compartment}".ToLowerInvariant(), [label]))];
        DataSetDescription description = DataSetDescription.Create(["rgb_to_0_1", "rgb_to_0_1", "rgb_to_0_1"], labels, options.Count, ".png");
        WholeFile.WriteText(Path.Combine(folder, "dataset.json"), description.ToJson());
    }

    /// <summary>The section of a seed: most have everything, a good part lacks one thing or another, as real fields do.</summary>
    internal static SectionPhantomOptions Section(PhantomDataSetOptions options, int seed)
    {
        var random = new RandomSource(20_261, seed);
        double Share(double chance, double most) => random.Chance(chance) ? random.Uniform(0.01, most) : 0;
        var section = new SectionPhantomOptions
        {
            Seed = seed,
            Size = options.Size,
            MicrometersPerPixel = options.MicrometersPerPixel,
            Variety = options.Variety,
            CellularityPercent = random.Chance(0.1) ? (random.Chance(0.5) ? 0 : 100) : random.Uniform(0, 100),
            GlassShare = Share(0.6, 0.6),
            BoneShare = Share(0.6, 0.35),
            CleftShare = Share(0.6, 0.08),
            VesselShare = Share(0.6, 0.06),
            IsGray = random.Chance(0.2),
            HasPen = random.Chance(0.05),
            Folds = random.Chance(0.1) ? random.Integer(1, 4) : 0,
        };
        section = options.ScaleSpread > 1 ? Spread(section, options.ScaleSpread, random) : section;
        section = options.IsBroad ? Broadened(section, random) : section;
        section = options.HasPaleBone && random.Chance(0.5) ? section with { BonePallor = random.Uniform(0.4, 0.92), BoneShare = random.Uniform(0.05, 0.35) } : section;
        return options.IsWorn && random.Chance(0.5) ? section with { TornSepta = random.Uniform(0.1, 0.9), Debris = random.Uniform(0.05, 0.5) } : section;
    }

    // Lessons from real fields: other scales, tinted vacuoles, light that falls off, glass almost alone.
    private static SectionPhantomOptions Spread(SectionPhantomOptions section, double spread, RandomSource random) => section with
    {
        MicrometersPerPixel = section.MicrometersPerPixel * Math.Pow(spread, random.Uniform(-1, 1)),
        GlassShare = random.Chance(0.08) ? 0.9 : section.GlassShare,
        BoneShare = random.Chance(0.3) ? Math.Min(section.BoneShare, 0.1) : section.BoneShare,
        LumenTint = random.Chance(0.6) ? random.Uniform(0, 0.25) : 0,
        Uneven = random.Chance(0.3) ? random.Uniform(0, 0.6) : 0,
    };

    private static SectionPhantomOptions Broadened(SectionPhantomOptions section, RandomSource random)
    {
        bool isCutOut = random.Chance(0.12);
        return section with
        {
            IsCutOut = isCutOut,
            GlassShare = isCutOut ? random.Uniform(0.1, 0.7) : section.GlassShare,
            LightSlope = random.Chance(0.4) ? random.Uniform(0.02, 0.35) : 0,
            LooseCrumbs = random.Chance(0.5) ? random.Integer(1, 16) : 0,
            OpenRim = isCutOut ? 1 : random.Chance(0.5) ? random.Uniform(0.2, 1) : 0,
            VesselShare = random.Chance(0.2) ? random.Uniform(0.06, 0.3) : section.VesselShare,
            LumenTint = random.Chance(0.15) ? random.Uniform(0.2, 0.4) : section.LumenTint,
        };
    }

    private static Raster<byte> Relabel(Raster<byte> compartments)
    {
        byte[] labels = Array.ConvertAll(compartments.Samples, value => Label[value]);
        return new Raster<byte>(compartments.Width, compartments.Height, 1, labels);
    }
}
