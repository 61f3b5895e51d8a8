namespace Marrow.Hematology;

/// <summary>Builds the cells of the marrow with sizes as measured in sections (nuclei shrink by about a third against smears).</summary>
internal sealed class CellKinds(SectionStyle style)
{
    /// <summary>Late erythroblast: small, round, dark, in a pale ring.</summary>
    public Cell Erythroid(double x, double y, ref SeedStream random)
    {
        bool isEarly = random.Chance(0.22);
        double radius = (isEarly ? random.Between(2.7, 3.5) : random.Between(1.75, 2.4)) * style.NuclearSize;
        return Build(x, y, [Oval(0, 0, radius, random.Between(0.85, 1), ref random)], new Look(radius + random.Between(0.4, 1.6), random.Between(0.1, 0.4), random.Between(0.2, 0.45))
        {
            Halo = random.Chance(0.5) ? random.Between(0.3, 1.0) : 0,
            Darkness = style.NuclearDarkness * (isEarly ? random.Between(0.75, 0.95) : random.Between(0.9, 1.15)),
            Chromatin = isEarly ? 0.25 : 0.08,
        });
    }

    /// <summary>Granulocytic: oval, bean-shaped or lobed nucleus in granular pink cytoplasm.</summary>
    public Cell Granulocytic(double x, double y, ref SeedStream random)
    {
        double size = style.NuclearSize, stage = random.Unit();
        double angle = random.Between(0, 2 * Math.PI);
        NuclearLobe[] lobes = stage < 0.3
            ? [Oval(random.Between(-0.6, 0.6), 0, random.Between(2.6, 3.5) * size, random.Between(0.7, 0.95), ref random)]
            : Arc(stage < 0.6 ? 3 : 2 + (int)(random.Unit() * 3), (stage < 0.6 ? 1.75 : 2.05) * size, (stage < 0.6 ? 1.35 : 1.2) * size, angle);
        return Build(x, y, lobes, new Look(random.Between(3.6, 5.2), random.Between(0.10, 0.40), random.Between(0.36, 0.56))
        {
            Halo = random.Chance(0.3) ? 0.6 : 0,
            Darkness = style.NuclearDarkness * random.Between(0.65, 0.95),
            Chromatin = 0.28,
        });
    }

    /// <summary>Lymphoid: round and dark with little cytoplasm.</summary>
    public Cell Lymphoid(double x, double y, ref SeedStream random)
    {
        double radius = random.Between(2.2, 2.8) * style.NuclearSize;
        return Build(x, y, [Oval(0, 0, radius, random.Between(0.88, 1), ref random)], new Look(radius + 0.5, 0.2, 0.3)
        {
            Halo = random.Chance(0.3) ? 0.6 : 0,
            Darkness = style.NuclearDarkness * random.Between(0.8, 1),
            Chromatin = 0.2,
        });
    }

    /// <summary>Blast or promyelocyte: large, pale, with coarse chromatin and a dark rim.</summary>
    public Cell Blast(double x, double y, ref SeedStream random)
    {
        double radius = random.Between(3.3, 4.3) * style.NuclearSize;
        return Build(x, y, [Oval(0, 0, radius, random.Between(0.78, 0.98), ref random)], new Look(radius + random.Between(0.8, 1.8), 0.22, 0.36)
        {
            Halo = random.Chance(0.5) ? 0.7 : 0,
            Darkness = style.NuclearDarkness * random.Between(0.42, 0.6),
            Chromatin = 0.5,
        });
    }

    /// <summary>Plasma cell: the nucleus off centre in purple cytoplasm.</summary>
    public Cell Plasma(double x, double y, ref SeedStream random)
    {
        double angle = random.Between(0, 2 * Math.PI), radius = 2.4 * style.NuclearSize;
        return Build(x, y, [Oval(1.8 * Math.Cos(angle), 1.8 * Math.Sin(angle), radius, 0.9, ref random)], new Look(4.8, 0.42, 0.36)
        {
            Darkness = style.NuclearDarkness * 0.9,
            Chromatin = 0.4,
        });
    }

    /// <summary>A flat nucleus along a border: endosteum, adipocyte, stroma, endothelium.</summary>
    public Cell Spindle(double x, double y, double angle, ref SeedStream random) =>
        Build(x, y, [NuclearLobe.Of(0, 0, (random.Between(2.8, 4.6) * style.NuclearSize, random.Between(0.75, 1.25)), angle)], new Look(0, 0, 0)
        {
            Darkness = style.NuclearDarkness * random.Between(0.7, 1),
            Chromatin = 0.15,
        });

    /// <summary>Megakaryocyte: 15 to 30 µm with a large many-lobed nucleus.</summary>
    public Cell Megakaryocyte(double x, double y, ref SeedStream random)
    {
        double radius = random.Between(7.5, 13), angle = random.Between(0, 2 * Math.PI);
        var lobes = new NuclearLobe[3 + (int)(random.Unit() * 4)];
        for (int i = 0; i < lobes.Length; i++)
        {
            double turn = angle + (i * 2.4), way = radius * random.Between(0.12, 0.34);
            lobes[i] = Oval(way * Math.Cos(turn), way * Math.Sin(turn), radius * random.Between(0.22, 0.34), random.Between(0.65, 0.95), ref random);
        }

        return Build(x, y, lobes, new Look(radius, 0.16, random.Between(0.5, 0.75))
        {
            Halo = random.Chance(0.5) ? 1.2 : 0,
            Darkness = style.NuclearDarkness * random.Between(0.55, 0.85),
            Chromatin = 0.4,
        });
    }

    /// <summary>Red cell: a disc without nucleus.</summary>
    public static Cell RedCell(double x, double y, bool isFloating, ref SeedStream random)
    {
        double radius = random.Between(2.4, 3.2);
        return Build(x, y, [], new Look(radius, 0.02, 0.12) { RedCell = random.Between(0.38, 0.6), Halo = random.Chance(0.4) ? 0.4 : 0, IsFloating = isFloating });
    }

    /// <summary>An osteocyte in its lacuna.</summary>
    public Cell Osteocyte(double x, double y, double angle, ref SeedStream random)
    {
        bool isEmpty = random.Chance(0.3);
        NuclearLobe[] lobes = isEmpty ? [] : [NuclearLobe.Of(0, 0, (random.Between(1.6, 2.6), random.Between(0.8, 1.2)), angle)];
        return Build(x, y, lobes, new Look(random.Between(1.6, 2.4), 0.04, 0.10) { Darkness = style.NuclearDarkness * 0.8, IsInBone = true });
    }

    /// <summary>A loose nucleus on glass or in a cleft.</summary>
    public Cell Debris(double x, double y, ref SeedStream random) =>
        Build(x, y, [Oval(0, 0, random.Between(1.2, 2.2), random.Between(0.6, 1), ref random)], new Look(random.Between(1.5, 3.2), 0.1, 0.35)
        {
            Darkness = style.NuclearDarkness * random.Between(0.5, 1),
            IsFloating = true,
        });

    private static NuclearLobe Oval(double x, double y, double radius, double flatness, ref SeedStream random) =>
        NuclearLobe.Of(x, y, (radius / Math.Sqrt(flatness), radius * Math.Sqrt(flatness)), random.Between(0, Math.PI));

    // Lobes strung along an arc: a bean where they overlap, segments where they hardly touch.
    private static NuclearLobe[] Arc(int count, double way, double radius, double angle)
    {
        var lobes = new NuclearLobe[count];
        for (int i = 0; i < count; i++)
        {
            double turn = angle + ((i - ((count - 1) / 2.0)) * 1.15);
            lobes[i] = NuclearLobe.Of(way * Math.Cos(turn) * 0.9, way * Math.Sin(turn), (radius * 1.12, radius * 0.9), turn + (Math.PI / 2));
        }

        return lobes;
    }

    private static Cell Build(double x, double y, NuclearLobe[] lobes, Look look)
    {
        double nucleus = lobes.Length == 0 ? 0 : lobes.Max(lobe => Math.Sqrt((lobe.X * lobe.X) + (lobe.Y * lobe.Y)) + Math.Max(lobe.Long, lobe.Short));
        return new Cell
        {
            X = (float)x,
            Y = (float)y,
            Lobes = lobes,
            Cytoplasm = (float)look.Cytoplasm,
            CytoplasmHematoxylin = (float)look.Hematoxylin,
            CytoplasmEosin = (float)look.Eosin,
            CytoplasmRedCell = (float)look.RedCell,
            Halo = (float)look.Halo,
            NucleusHematoxylin = (float)look.Darkness,
            Chromatin = (float)look.Chromatin,
            IsFloating = look.IsFloating,
            IsInBone = look.IsInBone,
            Reach = (float)(Math.Max(nucleus + 0.8, (look.Cytoplasm * 1.3) + look.Halo) + 0.6),
        };
    }

    private readonly record struct Look(double Cytoplasm, double Hematoxylin, double Eosin)
    {
        public double RedCell { get; init; }

        public double Halo { get; init; }

        public double Darkness { get; init; }

        public double Chromatin { get; init; }

        public bool IsFloating { get; init; }

        public bool IsInBone { get; init; }
    }
}
