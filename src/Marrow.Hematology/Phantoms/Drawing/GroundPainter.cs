namespace Marrow.Hematology;

/// <summary>Paints what lies between the cells: eosinophilic ground with gaps and fibres, membranes and septa of vacuoles, bone with its lamellae.</summary>
internal sealed class GroundPainter(SectionStyle style, NoiseTile noise, CompartmentMap map)
{
    // Width of a lamella of bone, µm (3 to 7 in light microscopy).
    private const float Lamella = 5.5f;

    private const float MembraneEosin = 0.40f;

    private readonly float _membrane = (float)style.MembraneThickness;
    private readonly float _groundEosin = (float)style.GroundEosin;
    private readonly float _groundHematoxylin = (float)style.GroundHematoxylin;
    private readonly float _openness = (float)style.Openness;
    private readonly float _boneEosin = (float)style.BoneEosin;
    private readonly float _boneHematoxylin = (float)style.BoneHematoxylin;

    /// <summary>Largest tint of a vacuole's inside, see <see cref="SectionPhantomOptions.LumenTint"/>.</summary>
    public float LumenTint { get; init; }

    /// <summary>See <see cref="SectionPhantomOptions.BonePallor"/>.</summary>
    public float BonePallor { get; init; }

    /// <summary>Share of vacuoles without membrane towards the glass, see <see cref="SectionPhantomOptions.OpenRim"/>.</summary>
    public float OpenRim { get; init; }

    /// <summary>See <see cref="SectionPhantomOptions.TornSepta"/>.</summary>
    public float TornSepta { get; init; }

    /// <summary>Share of vacuoles with something in them, see <see cref="SectionPhantomOptions.Debris"/>.</summary>
    public float Debris { get; init; }

    public void Paint(SectionTile tile)
    {
        int width = tile.Area.Width;
        Span<float> clumps = stackalloc float[width], gaps = stackalloc float[width], strands = stackalloc float[width];
        Span<float> broad = stackalloc float[width], mesh = stackalloc float[width];
        for (int y = 0; y < tile.Area.Height; y++)
        {
            PixelRow row = tile.Row(y);
            noise.Row(tile.Grain.AsSpan(y * width, width), row, 1.5, 3);
            noise.Row(tile.Wobble.AsSpan(y * width, width), row, 5, 4);
            noise.Row(clumps, row, 14, 5);
            noise.Row(gaps, row, 5.2, 6);
            noise.Row(strands, row, 26, 7);
            noise.Row(broad, row, 75, 8);
            noise.Row(mesh, row, 3.4, 17);
            for (int x = 0; x < width; x++)
            {
                PaintPixel(tile, (y * width) + x, new Textures(clumps[x], gaps[x], strands[x], broad[x], mesh[x]));
            }
        }
    }

    /// <summary>0…1: how much of a pixel lies inside a border at this distance.</summary>
    internal static float Cover(float distance, float pixel) => Math.Clamp(0.5f + (distance / pixel), 0, 1);

    internal static float Mix(float from, float to, float share) => from + ((to - from) * share);

    private void PaintPixel(SectionTile tile, int i, in Textures here)
    {
        float pixel = (float)tile.Step;
        float bone = tile.Bone[i], fat = tile.Crumb[i] > 0 ? -AdipocyteField.Far : map.Growth - tile.FirstVacuole[i];
        (float debris, float debrisHematoxylin) = fat > 0 ? InLumen(tile, i) : (FieldGrid.Nowhere, 0);
        float empty = Empty(tile, i, fat, (here, debris));
        float fatCover = Cover(fat, pixel), boneCover = Cover(bone, pixel), tissue = 1 - Cover(empty, pixel);
        tile.Tissue[i] = tissue;
        tile.Marrow[i] = (1 - fatCover) * (1 - boneCover);
        tile.RedCell[i] = 0;
        tile.Tint[i] = fat > 0 && LumenTint > 0 && tile.FirstCell[i] >= 0 ? LumenTint * OwnTint(tile.Vacuoles[tile.FirstCell[i]]) * Math.Clamp(1 + (0.5f * here.Broad) + (0.2f * here.Strands), 0, 1.5f) : 0;
        (float hematoxylin, float eosin) = tissue > 0 && boneCover < 1 ? Marrow(tile, i, here, fat) : (0, 0);
        hematoxylin += debrisHematoxylin * Cover(debris, pixel);
        if (boneCover > 0)
        {
            (float boneHematoxylin, float boneEosin) = Bone(tile, i, here);
            (hematoxylin, eosin) = (Mix(hematoxylin, boneHematoxylin, boneCover), Mix(eosin, boneEosin, boneCover));
        }

        float thickness = 1 + (0.9f * Cover(tile.Fold[i], pixel));
        (tile.Hematoxylin[i], tile.Eosin[i]) = (hematoxylin * thickness, eosin * thickness);
    }

    private bool IsOpen(SectionTile tile, int i)
    {
        if (OpenRim <= 0 || tile.FirstCell[i] < 0)
        {
            return false;
        }

        Adipocyte cell = tile.Vacuoles[tile.FirstCell[i]];
        SeedStream random = SeedStream.At(BitConverter.SingleToInt32Bits(cell.X), BitConverter.SingleToInt32Bits(cell.Y), 0x09E);
        return random.Chance(OpenRim);
    }

    // A torn septum leaves stubs.
    private bool IsTorn(SectionTile tile, int i, in Textures here)
    {
        if (TornSepta <= 0 || tile.SecondCell[i] < 0)
        {
            return false;
        }

        (Adipocyte one, Adipocyte other) = (tile.Vacuoles[tile.FirstCell[i]], tile.Vacuoles[tile.SecondCell[i]]);
        SeedStream random = SeedStream.At(
            BitConverter.SingleToInt32Bits(one.X) ^ BitConverter.SingleToInt32Bits(other.X), BitConverter.SingleToInt32Bits(one.Y) ^ BitConverter.SingleToInt32Bits(other.Y), 0x7EA);
        return random.Chance(TornSepta) && here.Strands > random.Between(-1.5, 0.5);
    }

    private (float Depth, float Hematoxylin) InLumen(SectionTile tile, int i)
    {
        if (Debris <= 0 || tile.FirstCell[i] < 0)
        {
            return (FieldGrid.Nowhere, 0);
        }

        PixelRow row = tile.Row(i / tile.Area.Width);
        return LumenDebris.At(tile.Vacuoles[tile.FirstCell[i]], ((float)row.X(i % tile.Area.Width), (float)row.Y), Debris);
    }

    // Half of the vacuoles are clear; the others take a share that depends on where they lie alone.
    private static float OwnTint(Adipocyte cell)
    {
        SeedStream random = SeedStream.At(BitConverter.SingleToInt32Bits(cell.X), BitConverter.SingleToInt32Bits(cell.Y));
        return (float)Math.Max(0, random.Between(-1, 1));
    }

    // Signed distance to the empty places: glass, and outside bone clefts, vessels and the inside of vacuoles.
    // A vacuole keeps its membrane towards everything: without it nobody could say where fat ends and a cleft begins.
    private float Empty(SectionTile tile, int i, float fat, in (Textures Here, float Debris) inside)
    {
        float membrane = Membrane(inside.Here);
        float glass = Math.Min(tile.Glass[i], -tile.Crumb[i]);
        float other = Math.Max(Math.Max(tile.Cleft[i], tile.Vessel[i]), fat > 0 && glass > -10 && IsOpen(tile, i) ? FieldGrid.Nowhere : glass);
        float septum = fat <= 0 ? 0 : IsTorn(tile, i, inside.Here) ? fat : Bisector(tile, i) - (0.5f * membrane);
        float lumen = Math.Min(Math.Min(Math.Min(fat, septum), -other - membrane), -inside.Debris);
        return Math.Max(glass, Math.Min(-tile.Bone[i], Math.Max(Math.Max(tile.Cleft[i], tile.Vessel[i]), lumen)));
    }

    // Distance to the line where two vacuoles meet: the difference of their distances over its own slope,
    // which is the difference of the directions away from their centres.
    private static float Bisector(SectionTile tile, int i)
    {
        float difference = tile.SecondVacuole[i] - tile.FirstVacuole[i];
        if (difference > 8 || tile.SecondCell[i] < 0)
        {
            return difference;
        }

        PixelRow row = tile.Row(i / tile.Area.Width);
        (float x, float y) = ((float)row.X(i % tile.Area.Width), (float)row.Y);
        (float x1, float y1) = tile.Vacuoles[tile.FirstCell[i]].Direction(x, y);
        (float x2, float y2) = tile.Vacuoles[tile.SecondCell[i]].Direction(x, y);
        float slope = MathF.Sqrt(((x1 - x2) * (x1 - x2)) + ((y1 - y2) * (y1 - y2)));
        return difference / MathF.Max(slope, 0.1f);
    }

    // Membranes are of uneven thickness and torn in places.
    private float Membrane(in Textures here) => _membrane * Math.Clamp(1 + (0.45f * here.Strands) + (0.3f * here.Broad), 0.3f, 1.9f);

    // A layer just outside a border.
    private static float Wall(float distance, float thickness, float pixel) =>
        Cover(distance + thickness, pixel) * (1 - Cover(distance, pixel));

    private (float Hematoxylin, float Eosin) Marrow(SectionTile tile, int i, in Textures here, float fat)
    {
        float pixel = (float)tile.Step;
        float texture = 1 + (0.10f * here.Clumps) + (0.16f * tile.Wobble[i]) + (0.20f * tile.Grain[i]) + (0.10f * here.Broad);
        float open = Math.Clamp(0.5f + (3.4f * (here.Gaps + (0.5f * tile.Wobble[i]) + (0.25f * here.Broad) - 2.1f + (2.6f * _openness))), 0, 1);
        float strand = Math.Clamp(1.2f - (9 * Math.Abs(here.Mesh)), 0, 1);
        float fibre = Math.Clamp(1.4f - (26 * Math.Abs(here.Strands + (0.05f * here.Gaps))), 0, 1) * Math.Clamp(here.Broad, 0, 1);

        // In open places only a mesh of strands is left.
        float solid = 1 - (open * (0.97f - (0.55f * strand)));
        float eosin = (_groundEosin * Math.Max(texture, 0.25f) * solid) + (0.22f * fibre) + (0.10f * strand);
        float hematoxylin = _groundHematoxylin * Math.Max(1 + (0.25f * here.Clumps) + (0.3f * tile.Grain[i]), 0.1f) * solid;
        float wall = Math.Max(Wall(fat, Membrane(here), pixel), 0.8f * Wall(tile.Vessel[i], 0.9f, pixel));
        float fatCover = Cover(fat, pixel);
        eosin = Mix(Mix(eosin, Math.Max(eosin, MembraneEosin), wall), MembraneEosin * (1 + (0.15f * here.Clumps)), fatCover);
        return (Mix(Mix(hematoxylin, hematoxylin + 0.10f, wall), 0.07f, fatCover), eosin);
    }

    private (float Hematoxylin, float Eosin) Bone(SectionTile tile, int i, in Textures here)
    {
        float phase = (tile.Bone[i] + (1.2f * here.Clumps) + (4 * here.Strands)) / Lamella;
        float triangle = MathF.Abs(phase - MathF.Floor(phase) - 0.5f);
        float texture = 1 + (0.22f * (triangle - 0.25f)) + (0.04f * here.Strands) + (0.09f * here.Broad) + (0.02f * tile.Grain[i]);
        float endosteum = Wall(-tile.Bone[i], 1.2f, (float)tile.Step);
        float strength = 1 - BonePallor;
        return ((strength * _boneHematoxylin) + (0.08f * endosteum), strength * _boneEosin * (texture + (0.12f * endosteum)));
    }

    // Noise at one pixel, from coarse clumps to the fine mesh.
    private readonly record struct Textures(float Clumps, float Gaps, float Strands, float Broad, float Mesh);
}
