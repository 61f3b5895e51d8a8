using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>
/// Says which cells lie in a tile. Cells sit on jittered lattices and depend on their lattice place and the seed alone,
/// so that neighbouring tiles agree without knowing each other.
/// </summary>
internal sealed class CellScatter(long seed, SectionStyle style, (NoiseTile Noise, CompartmentMap Map) section)
{
    private const double OsteocyteSpacing = 24;
    private const double VesselCellSpacing = 6.2;
    private const double DebrisSpacing = 26;
    private const double MegakaryocyteSpacing = 78;

    private readonly CellKinds _kinds = new(style);

    /// <summary>The tile's cells in drawing order.</summary>
    public List<Cell> In(PixelRectangle area, double step)
    {
        (double X, double Y, double Width, double Height) place = (area.X * step, area.Y * step, area.Width * step, area.Height * step);
        var cells = new List<Cell>();
        var around = new Surroundings(section.Map.Vacuoles.Near(place, 80), []);

        // A megakaryocyte clears its place of smaller cells, so those count whose own place reaches into the tile: 26 µm.
        Visit(place, MegakaryocyteSpacing, (1, 26), (site, random) => AddMegakaryocyte(around, site, random));
        Visit(place, style.CellSpacing, (2, 8), (site, random) => AddMarrowCell(cells, around, site, random));
        cells.AddRange(around.Large);
        AddAdipocyteNuclei(cells, around);
        if (!section.Map.Layout.Bone.IsAbsent)
        {
            Visit(place, OsteocyteSpacing, (3, 8), (site, random) => AddOsteocyte(cells, site, random));
        }

        if (!section.Map.Layout.Vessel.IsAbsent)
        {
            Visit(place, VesselCellSpacing, (4, 6), (site, random) => AddVesselCell(cells, site, random));
        }

        if (!section.Map.Layout.Glass.IsAbsent || !section.Map.Layout.Cleft.IsAbsent)
        {
            Visit(place, DebrisSpacing, (5, 6), (site, random) => AddDebris(cells, site, random));
        }

        return cells;
    }

    // What decides whether a cell has room: the vacuoles near the tile and the megakaryocytes found so far.
    private sealed record Surroundings(List<Adipocyte> Vacuoles, List<Cell> Large);

    private delegate void SiteVisitor((double X, double Y) site, SeedStream random);

    // Rows of the lattice are shifted by half a spacing, so that neighbours are equally far on all sides.
    private void Visit((double X, double Y, double Width, double Height) place, double spacing, (int Lattice, double Reach) what, SiteVisitor visit)
    {
        double rowHeight = spacing * 0.866;
        int firstRow = (int)Math.Floor((place.Y - what.Reach) / rowHeight) - 1, lastRow = (int)Math.Ceiling((place.Y + place.Height + what.Reach) / rowHeight) + 1;
        int firstColumn = (int)Math.Floor((place.X - what.Reach) / spacing) - 1, lastColumn = (int)Math.Ceiling((place.X + place.Width + what.Reach) / spacing) + 1;
        for (int row = firstRow; row <= lastRow; row++)
        {
            for (int column = firstColumn; column <= lastColumn; column++)
            {
                SeedStream random = SeedStream.At(seed, what.Lattice, row, column);
                double x = (column + ((row & 1) * 0.5) + random.Between(-0.34, 0.34)) * spacing;
                double y = (row * rowHeight) + (random.Between(-0.34, 0.34) * spacing);
                visit((x, y), random);
            }
        }
    }

    private void AddMarrowCell(List<Cell> cells, Surroundings around, (double X, double Y) site, SeedStream random)
    {
        (double x, double y) = site;
        SectionLayout layout = section.Map.Layout;
        float bone = layout.Bone.At(x, y);
        if (bone is > -4 and < -0.5f && random.Chance(0.55))
        {
            (double sx, double sy) = layout.Bone.Slope(x, y);
            cells.Add(_kinds.Spindle(x + (sx * (-1.2 - bone)), y + (sy * (-1.2 - bone)), Math.Atan2(sx, -sy), ref random));
            return;
        }

        bool isThin = section.Noise.At(x, y, 40, 9) > 1.15;
        bool hasRoom = (layout.IsMarrow(x, y, 1.2f) && VacuoleDistance(around, x, y) >= 2.2f) || layout.IsCrumb(x, y, 1.2f);
        if (random.Chance(isThin ? 0.6 : 0.08) || !hasRoom || IsInside(around.Large, x, y))
        {
            return;
        }

        cells.Add(Pick(x, y, ref random));
    }

    private Cell Pick(double x, double y, ref SeedStream random)
    {
        bool isIsland = section.Noise.At(x, y, 42, 12) > 0.75;
        bool isBloody = section.Noise.At(x, y, 55, 13) > 2.2 - (3.2 * style.RedCells);
        double pick = random.Unit();
        if (isBloody && random.Chance(0.55))
        {
            return CellKinds.RedCell(x, y, false, ref random);
        }

        if (isIsland && pick < 0.85)
        {
            return _kinds.Erythroid(x, y, ref random);
        }

        return pick switch
        {
            < 0.45 => _kinds.Granulocytic(x, y, ref random),
            < 0.66 => _kinds.Erythroid(x, y, ref random),
            < 0.78 => _kinds.Lymphoid(x, y, ref random),
            < 0.88 => _kinds.Blast(x, y, ref random),
            < 0.92 => _kinds.Plasma(x, y, ref random),
            < 0.96 => _kinds.Spindle(x, y, random.Between(0, Math.PI), ref random),
            _ => CellKinds.RedCell(x, y, false, ref random),
        };
    }

    private void AddMegakaryocyte(Surroundings around, (double X, double Y) site, SeedStream random)
    {
        if (random.Chance(0.45) && section.Map.Layout.IsMarrow(site.X, site.Y, 8) && VacuoleDistance(around, site.X, site.Y) > 7)
        {
            around.Large.Add(_kinds.Megakaryocyte(site.X, site.Y, ref random));
        }
    }

    // The fat cell's own nucleus lies flat against its membrane.
    private void AddAdipocyteNuclei(List<Cell> cells, Surroundings around)
    {
        float growth = section.Map.Growth;
        if (!float.IsFinite(growth) || section.Map.Vacuoles.IsEmpty)
        {
            return;
        }

        foreach (Adipocyte fat in around.Vacuoles)
        {
            SeedStream random = SeedStream.At(seed, 6, BitConverter.SingleToInt32Bits(fat.X), BitConverter.SingleToInt32Bits(fat.Y));
            int count = random.Chance(0.6) ? 1 + (random.Chance(0.4) ? 1 : 0) : 0;
            for (int i = 0; i < count; i++)
            {
                double angle = random.Between(0, 2 * Math.PI);
                (float cos, float sin) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
                float radius = fat.Radius - fat.Distance(fat.X + (fat.Radius * cos), fat.Y + (fat.Radius * sin)) + growth + 0.9f;
                (double x, double y) = (fat.X + (radius * cos), fat.Y + (radius * sin));
                if (section.Map.Layout.IsMarrow(x, y, 1))
                {
                    cells.Add(_kinds.Spindle(x, y, angle + (Math.PI / 2), ref random));
                }
            }
        }
    }

    private void AddOsteocyte(List<Cell> cells, (double X, double Y) site, SeedStream random)
    {
        FieldGrid bone = section.Map.Layout.Bone;
        if (bone.At(site.X, site.Y) > 6 && random.Chance(0.8))
        {
            (double sx, double sy) = bone.Slope(site.X, site.Y);
            cells.Add(_kinds.Osteocyte(site.X, site.Y, Math.Atan2(sx, -sy) + random.Between(-0.3, 0.3), ref random));
        }
    }

    private void AddVesselCell(List<Cell> cells, (double X, double Y) site, SeedStream random)
    {
        bool isFilled = section.Noise.At(site.X, site.Y, 60, 14) > -0.3;
        SectionLayout layout = section.Map.Layout;
        if (layout.Vessel.At(site.X, site.Y) > 3.2f && layout.Bone.At(site.X, site.Y) < -3 && layout.Glass.At(site.X, site.Y) < -3 && random.Chance(isFilled ? 0.75 : 0.1))
        {
            cells.Add(CellKinds.RedCell(site.X, site.Y, true, ref random));
        }
    }

    private void AddDebris(List<Cell> cells, (double X, double Y) site, SeedStream random)
    {
        SectionLayout layout = section.Map.Layout;
        float away = Math.Max(layout.Glass.At(site.X, site.Y), Math.Min(layout.Cleft.At(site.X, site.Y), -layout.Bone.At(site.X, site.Y)));
        if (away > 4 && random.Chance(away < 45 ? 0.14 : 0.01))
        {
            cells.Add(_kinds.Debris(site.X, site.Y, ref random));
        }
    }

    // Distance to the nearest vacuole, after growth; positive outside.
    private float VacuoleDistance(Surroundings around, double x, double y)
    {
        float nearest = AdipocyteField.Far;
        foreach (Adipocyte fat in around.Vacuoles)
        {
            nearest = Math.Min(nearest, fat.Distance((float)x, (float)y));
        }

        return nearest - section.Map.Growth;
    }

    private static bool IsInside(List<Cell> large, double x, double y)
    {
        foreach (Cell cell in large)
        {
            double dx = x - cell.X, dy = y - cell.Y, clear = cell.Cytoplasm + 2;
            if ((dx * dx) + (dy * dy) < clear * clear)
            {
                return true;
            }
        }

        return false;
    }
}
