namespace Marrow.Hematology;

/// <summary>Draws cells into a tile's stain planes: a pale gap, cytoplasm, nucleus with chromatin.</summary>
internal static class CellPainter
{
    private const float NucleusEosin = 0.28f;

    public static void Paint(SectionTile tile, Cell cell)
    {
        double step = tile.Step;
        int left = Math.Max((int)Math.Floor((cell.X - cell.Reach) / step) - tile.Area.X, 0), right = Math.Min((int)Math.Ceiling((cell.X + cell.Reach) / step) - tile.Area.X, tile.Area.Width);
        int top = Math.Max((int)Math.Floor((cell.Y - cell.Reach) / step) - tile.Area.Y, 0), bottom = Math.Min((int)Math.Ceiling((cell.Y + cell.Reach) / step) - tile.Area.Y, tile.Area.Height);
        for (int y = top; y < bottom; y++)
        {
            PixelRow row = tile.Row(y);
            float dy = (float)(row.Y - cell.Y);
            for (int x = left; x < right; x++)
            {
                PaintPixel(tile, (y * tile.Area.Width) + x, cell, ((float)(row.X(x) - cell.X), dy));
            }
        }
    }

    private static void PaintPixel(SectionTile tile, int i, Cell cell, (float X, float Y) at)
    {
        float square = (at.X * at.X) + (at.Y * at.Y);
        if (square > cell.Reach * cell.Reach)
        {
            return;
        }

        float room = cell.IsFloating ? 1 : cell.IsInBone ? GroundPainter.Cover(tile.Bone[i], (float)tile.Step) : tile.Marrow[i];
        if (room <= 0)
        {
            return;
        }

        float pixel = (float)tile.Step;
        float body = 0;
        if (cell.Cytoplasm > 0)
        {
            float outside = MathF.Sqrt(square) - (cell.Cytoplasm * (1 + (0.10f * Math.Clamp(tile.Wobble[i], -2, 2))));
            body = GroundPainter.Cover(-outside, pixel) * room;
            float halo = GroundPainter.Cover(cell.Halo - outside, pixel) * room;
            PaintBody(tile, i, cell, (halo, body, -outside));
        }

        if (cell.Lobes.Length > 0)
        {
            float distance = cell.NucleusDistance(at.X, at.Y) + (0.18f * tile.Wobble[i]);
            float nucleus = GroundPainter.Cover(-distance, pixel) * room;
            PaintNucleus(tile, i, cell, (distance, nucleus));
            body = Math.Max(body, nucleus);
        }

        if (cell.IsFloating)
        {
            tile.Tissue[i] = Math.Max(tile.Tissue[i], body);
        }
    }

    private static void PaintBody(SectionTile tile, int i, Cell cell, (float Halo, float Body, float Inside) cover)
    {
        if (cell.Halo > 0 && !cell.IsFloating)
        {
            tile.Eosin[i] = GroundPainter.Mix(tile.Eosin[i], 0.06f, 0.75f * cover.Halo);
            tile.Hematoxylin[i] = GroundPainter.Mix(tile.Hematoxylin[i], 0.03f, 0.75f * cover.Halo);
        }

        float texture = 1 + (0.24f * tile.Grain[i]);
        tile.Hematoxylin[i] = GroundPainter.Mix(tile.Hematoxylin[i], cell.CytoplasmHematoxylin * texture, cover.Body);
        tile.Eosin[i] = GroundPainter.Mix(tile.Eosin[i], cell.CytoplasmEosin * texture, cover.Body);
        tile.RedCell[i] = GroundPainter.Mix(tile.RedCell[i], cell.CytoplasmRedCell * RedCellProfile(cover.Inside, cell.Cytoplasm), cover.Body);
    }

    // A red cell is thinner in its middle; 'inside' is the distance from its rim.
    private static float RedCellProfile(float inside, float radius)
    {
        float fromMiddle = 1 - Math.Clamp(inside / radius, 0, 1);
        return 0.62f + (0.55f * fromMiddle * fromMiddle);
    }

    private static void PaintNucleus(SectionTile tile, int i, Cell cell, (float Distance, float Cover) nucleus)
    {
        float rim = Math.Clamp(1 - (MathF.Abs(nucleus.Distance + 0.35f) / 0.5f), 0, 1) * cell.Chromatin * 0.9f;
        float chromatin = 1 + (cell.Chromatin * Math.Clamp(tile.Grain[i], -1.2f, 1.6f)) + rim;
        tile.Hematoxylin[i] = GroundPainter.Mix(tile.Hematoxylin[i], cell.NucleusHematoxylin * chromatin, nucleus.Cover);
        tile.Eosin[i] = GroundPainter.Mix(tile.Eosin[i], NucleusEosin, nucleus.Cover);
        tile.RedCell[i] = GroundPainter.Mix(tile.RedCell[i], 0, nucleus.Cover);
    }
}
