namespace Marrow.Hematology;

/// <summary>What happens to the light between the section and the file, as settled for one picture; none of it moves a border of the truth.</summary>
internal sealed record Disturbances
{
    public required double Blur { get; init; }

    public required double Noise { get; init; }

    public required double Cast { get; init; }

    public required double Uneven { get; init; }

    public required double Gamma { get; init; }

    public required double Contrast { get; init; }

    public required double StainStrength { get; init; }

    public required double StainHue { get; init; }

    public required int BlockQuality { get; init; }

    public required bool IsGray { get; init; }

    /// <summary>The settings as given, plus what variety adds to those at rest.</summary>
    public static Disturbances Of(SectionPhantomOptions options)
    {
        SeedStream random = SeedStream.At(options.Seed, 0xD157);
        double variety = options.Variety;
        double Often(double chance, double low, double high) => random.Chance(chance * Math.Min(1, 2 * variety)) ? variety * random.Between(low, high) : Skip(ref random);
        return new Disturbances
        {
            Blur = options.Blur + Often(0.5, 0.1, 1.8),
            Noise = options.Noise + Often(0.6, 0.5, 7),
            Cast = Math.Clamp(options.Cast + Often(0.5, -0.7, 0.7), -1, 1),
            Uneven = Math.Clamp(options.Uneven + Often(0.5, 0, 0.3), 0, 1),
            Gamma = options.Gamma * Math.Exp(Often(0.5, -0.35, 0.35)),
            Contrast = Math.Clamp(options.Contrast + Often(0.5, -0.3, 0.2), 0.4, 1.6),
            StainStrength = Math.Clamp(options.StainStrength * Math.Exp(Often(0.8, -0.55, 0.4)), 0.3, 2),
            StainHue = Math.Clamp(options.StainHue + Often(0.7, -0.8, 0.8), -1, 1),
            BlockQuality = Quality(options, variety, ref random),
            IsGray = options.IsGray || random.Chance(0.15 * variety),
        };
    }

    private static int Quality(SectionPhantomOptions options, double variety, ref SeedStream random)
    {
        bool isCompressed = random.Chance(0.5 * variety);
        int quality = (int)random.Between(35, 95);
        return options.BlockQuality == 0 && isCompressed ? quality : options.BlockQuality;
    }

    // Keeps the stream in step whether or not a disturbance occurs.
    private static double Skip(ref SeedStream random)
    {
        random.Next();
        return 0;
    }
}
