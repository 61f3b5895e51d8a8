namespace Marrow.Hematology;

/// <summary>Where glass, bone, clefts, vessels, folds and pen lie: signed distances in µm, positive inside.</summary>
internal sealed class SectionLayout
{
    private SectionLayout(LayoutGrid grid) => Grid = grid;

    public LayoutGrid Grid { get; }

    public required FieldGrid Glass { get; init; }

    public required FieldGrid Bone { get; init; }

    public required FieldGrid Cleft { get; init; }

    public required FieldGrid Vessel { get; init; }

    public required FieldGrid Fold { get; init; }

    public required FieldGrid Pen { get; init; }

    /// <summary>Loose crumbs of tissue on the glass.</summary>
    public required FieldGrid Crumb { get; init; }

    /// <summary>True where the glass cuts the tissue without regard to what is there.</summary>
    public required bool IsCutOut { get; init; }

    public static SectionLayout Create(SectionPhantomOptions options, SectionStyle style, NoiseTile noise, ParallelOptions parallel)
    {
        var grid = new LayoutGrid(options.Size.Width * options.MicrometersPerPixel, options.Size.Height * options.MicrometersPerPixel);
        var plan = new LayoutPlan(grid, noise, options.Seed, parallel);
        FieldGrid glass = options.IsCutOut ? plan.AroundRectangle(options.GlassShare) : plan.Glass(options.GlassShare);
        FieldGrid bone = plan.Ribbon(options.BoneShare, new RibbonShape(style.TrabeculaSpacing, style.TrabeculaHalfWidth, 20), [glass]);
        FieldGrid cleft = plan.Clefts(options.CleftShare, bone, [glass, bone]);
        FieldGrid vessel = plan.Ribbon(options.VesselShare, new RibbonShape(130, style.VesselHalfWidth, 30), [glass, bone, cleft]);
        return new SectionLayout(grid)
        {
            Glass = glass,
            Bone = bone,
            Cleft = cleft,
            Vessel = vessel,
            Fold = plan.Strokes(options.Folds, 40, 7),
            Pen = plan.Strokes(options.HasPen ? 1 : 0, 41, Math.Min(0.07 * Math.Min(grid.Width, grid.Height), 250)),
            Crumb = plan.Crumbs(options.LooseCrumbs, glass),
            IsCutOut = options.IsCutOut,
            Reserve = 0.85 - (0.5 * options.OpenRim),
        };
    }

    /// <summary>Share of vacuoles that keep clear of bone and gaps.</summary>
    public required double Reserve { get; init; }

    /// <summary>True where a node is marrow: nothing else covers it.</summary>
    public bool IsMarrow(int node) =>
        Glass.AtNode(node) <= 0 && Bone.AtNode(node) <= 0 && Cleft.AtNode(node) <= 0
        && Vessel.AtNode(node) <= 0 && Fold.AtNode(node) <= 0 && Pen.AtNode(node) <= 0;

    /// <summary>Distance from a marrow node to what is not marrow, µm.</summary>
    public double Clearance(int node) =>
        -Math.Max(Math.Max(IsCutOut ? FieldGrid.Nowhere : Glass.AtNode(node), Bone.AtNode(node)), Math.Max(Cleft.AtNode(node), Vessel.AtNode(node)));

    /// <summary>True in a loose crumb, µm, as <see cref="IsMarrow(double, double, float)"/>.</summary>
    public bool IsCrumb(double x, double y, float clearance) => Crumb.At(x, y) > clearance;

    /// <summary>True where marrow lies at a place, µm, before the fine raggedness of the borders.</summary>
    public bool IsMarrow(double x, double y, float clearance) =>
        Glass.At(x, y) < -clearance && Bone.At(x, y) < -clearance && Cleft.At(x, y) < -clearance && Vessel.At(x, y) < -clearance;
}
