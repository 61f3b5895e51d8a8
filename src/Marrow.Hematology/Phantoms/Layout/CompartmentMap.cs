namespace Marrow.Hematology;

/// <summary>Says for every pixel what it is: fills a tile's distances and, by what covers each pixel's centre, its compartments.</summary>
internal sealed class CompartmentMap(SectionLayout layout, NoiseTile noise, AdipocyteField vacuoles)
{
    /// <summary>By how much all vacuoles are grown (µm) so that fat covers exactly its share; set once all pixels were measured.</summary>
    public float Growth { get; set; }

    public SectionLayout Layout => layout;

    public AdipocyteField Vacuoles => vacuoles;

    /// <summary>Fills the distances of a tile.</summary>
    public void Measure(SectionTile tile)
    {
        Span<float> coarse = stackalloc float[tile.Area.Width], fine = stackalloc float[tile.Area.Width];
        vacuoles.Fill(tile);
        for (int y = 0; y < tile.Area.Height; y++)
        {
            PixelRow row = tile.Row(y);
            Range here = (y * tile.Area.Width)..((y + 1) * tile.Area.Width);
            noise.Row(coarse, row, 9, 1);
            noise.Row(fine, row, 3.2, 2);
            Fill(layout.Glass, tile.Glass.AsSpan(here), row, new Raggedness(coarse, fine, 2.4f, 0.9f));
            Fill(layout.Bone, tile.Bone.AsSpan(here), row, new Raggedness(coarse, fine, 0.5f, 0.1f));
            Fill(layout.Cleft, tile.Cleft.AsSpan(here), row, new Raggedness(coarse, fine, 1.8f, 0.7f));
            Fill(layout.Vessel, tile.Vessel.AsSpan(here), row, new Raggedness(coarse, fine, 0.7f, 0.1f));
            Fill(layout.Fold, tile.Fold.AsSpan(here), row, new Raggedness(coarse, fine, 0.8f, 0.2f));
            Fill(layout.Pen, tile.Pen.AsSpan(here), row, new Raggedness(coarse, fine, 0.8f, 0.2f));
        }
    }

    /// <summary>Adds the marrow pixels of a measured tile to a histogram of the distance to their nearest vacuole.</summary>
    public static void Count(SectionTile tile, FatHistogram histogram)
    {
        for (int i = 0; i < tile.Count; i++)
        {
            if (WithoutFat(tile, i) == Compartment.Haematopoietic)
            {
                histogram.Add(tile.FirstVacuole[i]);
            }
        }
    }

    /// <summary>Fills the compartments of a measured tile.</summary>
    public void Label(SectionTile tile)
    {
        for (int i = 0; i < tile.Count; i++)
        {
            Compartment compartment = WithoutFat(tile, i);
            bool isFat = compartment == Compartment.Haematopoietic && tile.FirstVacuole[i] < Growth;
            tile.Compartments[i] = (byte)(isFat ? Compartment.Fat : compartment);
        }
    }

    private static Compartment WithoutFat(SectionTile tile, int i) =>
        tile.Pen[i] > 0 ? Compartment.Excluded
        : tile.Glass[i] > 0 ? Compartment.Glass
        : tile.Fold[i] > 0 ? Compartment.Excluded
        : tile.Bone[i] > 0 ? Compartment.Bone
        : tile.Cleft[i] > 0 || tile.Vessel[i] > 0 ? Compartment.Excluded
        : Compartment.Haematopoietic;

    private static void Fill(FieldGrid field, Span<float> values, PixelRow row, in Raggedness ragged)
    {
        field.Row(values, row);
        if (field.IsAbsent)
        {
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] += (ragged.CoarseAmount * ragged.Coarse[i]) + (ragged.FineAmount * ragged.Fine[i]);
        }
    }

    // Noise along a row and by how much (µm) it moves a border.
    private readonly ref struct Raggedness(ReadOnlySpan<float> coarse, ReadOnlySpan<float> fine, float coarseAmount, float fineAmount)
    {
        public ReadOnlySpan<float> Coarse { get; } = coarse;

        public ReadOnlySpan<float> Fine { get; } = fine;

        public float CoarseAmount { get; } = coarseAmount;

        public float FineAmount { get; } = fineAmount;
    }
}
