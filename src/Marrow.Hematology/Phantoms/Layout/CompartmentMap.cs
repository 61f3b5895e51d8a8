using System.Numerics.Tensors;

namespace Marrow.Hematology;

/// <summary>Says for every pixel what it is: fills a tile's distances and, by what covers each pixel's centre, its compartments.</summary>
internal sealed class CompartmentMap(SectionLayout layout, NoiseTile noise, AdipocyteField vacuoles)
{
    /// <summary>By how much all vacuoles are grown (µm) so that fat covers exactly its share; set once all pixels were measured.</summary>
    public float Growth { get; set; }

    public SectionLayout Layout => layout;

    public AdipocyteField Vacuoles => vacuoles;

    // No raggedness reaches this far (µm): a tile that is further from a compartment need not look at it.
    private const float Clear = 25;

    private const float Nowhere = FieldGrid.Nowhere;

    /// <summary>Fills the distances of a tile.</summary>
    public void Measure(SectionTile tile)
    {
        vacuoles.Fill(tile);
        ReadOnlySpan<(FieldGrid Field, float[] Plane, float Coarse, float Fine)> borders =
        [
            (layout.Glass, tile.Glass, layout.IsCutOut ? 0 : 2.4f, layout.IsCutOut ? 0 : 0.9f),
            (layout.Bone, tile.Bone, 0.5f, 0.1f),
            (layout.Cleft, tile.Cleft, 1.8f, 0.7f),
            (layout.Vessel, tile.Vessel, 0.7f, 0.1f),
            (layout.Fold, tile.Fold, 0.8f, 0.2f),
            (layout.Pen, tile.Pen, 0.8f, 0.2f),
            (layout.Crumb, tile.Crumb, 2.4f, 0.9f),
        ];
        foreach ((FieldGrid field, float[] plane, float coarse, float fine) in borders)
        {
            if (field.IsFarFrom(tile.Place, Clear))
            {
                Array.Fill(plane, Nowhere, 0, tile.Count);
            }
            else
            {
                Measure(tile, field, plane, (coarse, fine));
            }
        }
    }

    // A coarse and a fine noise move the border by their amounts, µm.
    private void Measure(SectionTile tile, FieldGrid field, float[] plane, (float Coarse, float Fine) ragged)
    {
        int width = tile.Area.Width;
        Span<float> coarse = stackalloc float[width], fine = stackalloc float[width];
        for (int y = 0; y < tile.Area.Height; y++)
        {
            PixelRow row = tile.Row(y);
            Span<float> values = plane.AsSpan(y * width, width);
            field.Row(values, row);
            noise.Row(coarse, row, 9, 1);
            noise.Row(fine, row, 3.2, 2);
            TensorPrimitives.MultiplyAdd(coarse, ragged.Coarse, values, values);
            TensorPrimitives.MultiplyAdd(fine, ragged.Fine, values, values);
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
}
