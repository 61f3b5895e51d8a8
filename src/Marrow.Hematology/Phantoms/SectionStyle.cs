namespace Marrow.Hematology;

/// <summary>How a section looks: stains, densities and sizes. Lengths in µm, stain directions in optical density of red, green, blue.</summary>
internal sealed record SectionStyle
{
    public required (double R, double G, double B) White { get; init; }

    /// <summary>Haematoxylin, measured on dark nuclei of real H&amp;E fields.</summary>
    public required (double R, double G, double B) Hematoxylin { get; init; }

    /// <summary>Eosin, measured on the pink ground of real H&amp;E fields.</summary>
    public required (double R, double G, double B) Eosin { get; init; }

    /// <summary>Red cells: eosin with more yellow.</summary>
    public required (double R, double G, double B) RedCell { get; init; }

    public required double VacuoleDiameter { get; init; }

    /// <summary>Standard deviation of the logarithm of vacuole diameters.</summary>
    public required double VacuoleSpread { get; init; }

    public required double MembraneThickness { get; init; }

    public required double CellSpacing { get; init; }

    /// <summary>Factor on nuclear sizes.</summary>
    public required double NuclearSize { get; init; }

    /// <summary>Amount of haematoxylin in the darkest nuclei.</summary>
    public required double NuclearDarkness { get; init; }

    public required double GroundEosin { get; init; }

    public required double GroundHematoxylin { get; init; }

    /// <summary>0…1: how much of the ground between the cells is open (white).</summary>
    public required double Openness { get; init; }

    public required double BoneEosin { get; init; }

    public required double BoneHematoxylin { get; init; }

    public required double RedCells { get; init; }

    public required double TrabeculaSpacing { get; init; }

    public required double TrabeculaHalfWidth { get; init; }

    public required double VesselHalfWidth { get; init; }

    /// <summary>The standard look at variety 0; around it, ever more widely, at variety up to 1.</summary>
    public static SectionStyle Create(long seed, double variety)
    {
        SeedStream random = SeedStream.At(seed, 0x571E);
        double Scaled(double center, double spread) => center * Math.Exp(variety * spread * Math.Clamp(random.Normal(), -2.2, 2.2));
        double Level(double low, double standard, double high)
        {
            double unit = random.Unit();
            return standard + (variety * (unit < 0.5 ? (low - standard) * (1 - (2 * unit)) : (high - standard) * ((2 * unit) - 1)));
        }

        (double R, double G, double B) Stain(double r, double g, double b) => Direction(Scaled(r, 0.22), Scaled(g, 0.10), Scaled(b, 0.22));
        double white = Level(224, 238, 252);
        return new SectionStyle
        {
            White = (white + Level(-5, 0, 3), white + Level(-12, -5, 1), white + Level(-5, 0, 4)),
            Hematoxylin = Stain(0.60, 0.72, 0.35),
            Eosin = Stain(0.12, 0.92, 0.37),
            RedCell = Stain(0.08, 0.84, 0.46),
            VacuoleDiameter = Level(38, 53, 66),
            VacuoleSpread = Level(0.12, 0.24, 0.36),
            MembraneThickness = Level(0.4, 0.8, 1.6),
            CellSpacing = Level(6.2, 7.8, 11.5),
            NuclearSize = Level(0.85, 1, 1.35),
            NuclearDarkness = Level(1.2, 2.0, 2.6),
            GroundEosin = Level(0.22, 0.47, 0.68),
            GroundHematoxylin = Level(0.05, 0.17, 0.32),
            Openness = Level(0.05, 0.42, 0.62),
            BoneEosin = Level(0.12, 0.46, 0.85),
            BoneHematoxylin = Level(0.0, 0.03, 0.16),
            RedCells = Level(0.05, 0.22, 0.5),
            TrabeculaSpacing = Level(380, 520, 700),
            TrabeculaHalfWidth = Level(28, 50, 85),
            VesselHalfWidth = Level(7, 11, 18),
        };
    }

    private static (double R, double G, double B) Direction(double r, double g, double b)
    {
        double length = Math.Sqrt((r * r) + (g * g) + (b * b));
        return (r / length, g / length, b / length);
    }
}
