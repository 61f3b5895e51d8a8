namespace Marrow.Hematology;

/// <summary>Paints what lies between the cells: eosinophilic ground with gaps and fibres, membranes and septa of vacuoles, bone with its lamellae.</summary>
internal sealed class GroundPainter(SectionStyle style, NoiseTile noise, CompartmentMap map)
{
    // Width of a lamella of bone, µm (3 to 7 in light microscopy).
    private const double Lamella = 5.5;

    private const float MembraneEosin = 0.55f;

    public void Paint(SectionTile tile)
    {
        int width = tile.Area.Width;
        Span<float> clumps = stackalloc float[width], gaps = stackalloc float[width], strands = stackalloc float[width];
        Span<float> broad = stackalloc float[width];
        for (int y = 0; y < tile.Area.Height; y++)
        {
            PixelRow row = tile.Row(y);
            noise.Row(tile.Grain.AsSpan(y * width, width), row, 1.5, 3);
            noise.Row(tile.Wobble.AsSpan(y * width, width), row, 5, 4);
            noise.Row(clumps, row, 14, 5);
            noise.Row(gaps, row, 6.5, 6);
            noise.Row(strands, row, 26, 7);
            noise.Row(broad, row, 75, 8);
            for (int x = 0; x < width; x++)
            {
                PaintPixel(tile, (y * width) + x, (clumps[x], gaps[x], strands[x], broad[x]));
            }
        }
    }

    private void PaintPixel(SectionTile tile, int i, (float Clumps, float Gaps, float Strands, float Broad) here)
    {
        float pixel = (float)tile.Step;
        float fat = map.Growth - tile.FirstVacuole[i];
        float septum = SeptumDistance(tile, i, here.Broad);
        float bone = tile.Bone[i];
        float empty = Math.Max(tile.Glass[i], Math.Min(-bone, Math.Max(Math.Max(tile.Cleft[i], tile.Vessel[i]), Math.Min(fat, septum))));
        float fatCover = Cover(fat, pixel), boneCover = Cover(bone, pixel);
        tile.Tissue[i] = 1 - Cover(empty, pixel);
        tile.Marrow[i] = (1 - fatCover) * (1 - boneCover);
        (float hematoxylin, float eosin) = Marrow(tile, i, here);
        float membrane = Math.Max(Wall(fat, (float)style.MembraneThickness, pixel), 0.8f * Wall(tile.Vessel[i], 0.9f, pixel));
        eosin = Mix(eosin, Math.Max(eosin, MembraneEosin), membrane);
        hematoxylin = Mix(Mix(hematoxylin, hematoxylin + 0.08f, membrane), 0.07f, fatCover);
        eosin = Mix(eosin, MembraneEosin * (1 + (0.15f * here.Clumps)), fatCover);
        (float boneHematoxylin, float boneEosin) = Bone(tile, i, here);
        float fold = Cover(tile.Fold[i], pixel);
        tile.Hematoxylin[i] = Mix(hematoxylin, boneHematoxylin, boneCover) * (1 + (0.9f * fold));
        tile.Eosin[i] = Mix(eosin, boneEosin, boneCover) * (1 + (0.9f * fold));
        tile.RedCell[i] = 0;
    }

    /// <summary>0…1: how much of a pixel lies inside a border at this distance.</summary>
    internal static float Cover(float distance, float pixel) => Math.Clamp(0.5f + (distance / pixel), 0, 1);

    internal static float Mix(float from, float to, float share) => from + ((to - from) * share);

    // Half the way to the bisector of two vacuoles, less half the septum; a septum is torn where the broad noise is strongly negative.
    private float SeptumDistance(SectionTile tile, int i, float broad)
    {
        float thickness = (float)style.MembraneThickness * Math.Clamp(1.1f + (0.5f * broad), 0, 1.8f);
        return (0.5f * (tile.SecondVacuole[i] - tile.FirstVacuole[i])) - (0.5f * thickness);
    }

    // A layer just outside a border.
    private static float Wall(float distance, float thickness, float pixel) =>
        Cover(distance + thickness, pixel) * (1 - Cover(distance, pixel));

    private (float Hematoxylin, float Eosin) Marrow(SectionTile tile, int i, (float Clumps, float Gaps, float Strands, float Broad) here)
    {
        float eosin = (float)style.GroundEosin * Math.Max(1 + (0.16f * here.Clumps) + (0.14f * tile.Wobble[i]) + (0.10f * tile.Grain[i]) + (0.10f * here.Broad), 0.25f);
        float openness = (float)style.Openness;
        float open = Math.Clamp(0.5f + (2.2f * (here.Gaps + (0.45f * tile.Wobble[i]) + (0.3f * here.Broad) - 2.1f + (2.6f * openness))), 0, 1);
        float fibre = Math.Clamp(1.4f - (26 * Math.Abs(here.Strands + (0.05f * here.Gaps))), 0, 1) * Math.Clamp(here.Broad, 0, 1);
        return (0.10f + (0.03f * here.Clumps), (eosin * (1 - (0.93f * open))) + (0.3f * fibre));
    }

    private (float Hematoxylin, float Eosin) Bone(SectionTile tile, int i, (float Clumps, float Gaps, float Strands, float Broad) here)
    {
        double phase = (tile.Bone[i] + (1.2 * here.Clumps) + (4 * here.Strands)) / Lamella;
        double triangle = Math.Abs(phase - Math.Floor(phase) - 0.5);
        float texture = (float)(1 + (0.10 * (triangle - 0.25)) + (0.03 * here.Strands) + (0.06 * here.Broad) + (0.012 * tile.Grain[i]));
        float endosteum = Wall(-tile.Bone[i], 1.2f, (float)tile.Step);
        return ((float)style.BoneHematoxylin + (0.10f * endosteum), (float)style.BoneEosin * (texture + (0.12f * endosteum)));
    }
}
