namespace Marrow.Hematology;

/// <summary>What lies loose in a vacuole: up to three nuclei or shreds of membrane. Which, follows from where the vacuole lies.</summary>
internal static class LumenDebris
{
    private const int Most = 3;

    /// <summary>Distance (µm) to the nearest piece's border, positive inside, and how strongly the piece takes hematoxylin.</summary>
    /// <param name="share">Share of the vacuoles that hold anything.</param>
    public static (float Depth, float Hematoxylin) At(Adipocyte cell, (float X, float Y) place, float share)
    {
        SeedStream random = SeedStream.At(BitConverter.SingleToInt32Bits(cell.X), BitConverter.SingleToInt32Bits(cell.Y), 0xDEB);
        (float Depth, float Hematoxylin) nearest = (FieldGrid.Nowhere, 0);
        if (!random.Chance(share))
        {
            return nearest;
        }

        int pieces = 1 + (int)(Most * random.Unit());
        for (int i = 0; i < pieces; i++)
        {
            // A third are nuclei, the others shreds: a line with round ends.
            bool isNucleus = random.Chance(0.33);
            double angle = random.Between(0, 2 * Math.PI), away = 0.85 * cell.Radius * Math.Sqrt(random.Unit()), turn = random.Between(0, Math.PI);
            double radius = isNucleus ? random.Between(1.5, 3.2) : random.Between(0.3, 0.8), half = isNucleus ? random.Between(0, 2) : random.Between(3, 12);
            double dx = place.X - cell.X - (away * Math.Cos(angle)), dy = place.Y - cell.Y - (away * Math.Sin(angle));
            double along = Math.Max(Math.Abs((dx * Math.Cos(turn)) + (dy * Math.Sin(turn))) - half, 0), across = (dx * Math.Sin(turn)) - (dy * Math.Cos(turn));
            float depth = (float)(radius - Math.Sqrt((along * along) + (across * across)));
            nearest = depth > nearest.Depth ? (depth, isNucleus ? 0.8f : 0.1f) : nearest;
        }

        return nearest;
    }
}
