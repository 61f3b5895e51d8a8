using Marrow.Imaging;

namespace Marrow.Hematology.Tests;

public class OutlineAreasTests
{
    [Fact]
    public void A_vessel_in_marrow_is_of_its_region_and_one_at_bone_or_glass_is_not()
    {
        Raster<byte> labels = Marrow();
        Fill(labels, new(30, 30, 20, 20), Compartment.Excluded);
        Fill(labels, new(70, 70, 30, 20), Compartment.Excluded);
        Fill(labels, new(100, 70, 20, 20), Compartment.Bone);
        Fill(labels, new(0, 100, 40, 20), Compartment.Excluded);
        Fill(labels, new(0, 120, 40, 40), Compartment.Glass);

        var areas = OutlineAreas.Of(labels);
        Mask region = areas.MarrowRegion()!;
        Assert.Equal((160 * 160) - 600 - 400 - 800 - 1600, Count(region));
        Assert.Equal(1, region.Values[(40 * 160) + 40]);
        Assert.Equal(400 + 600 + 800, Count(areas.MaskOf(Compartment.Excluded)!));
        Assert.Equal(400, Count(areas.MaskOf(Compartment.Bone)!));
        Assert.Equal([Count(region) - 400], areas.MarrowCells(region));
    }

    [Fact]
    public void A_speck_is_what_surrounds_it()
    {
        Raster<byte> labels = Marrow();
        Fill(labels, new(30, 30, 40, 40), Compartment.Excluded);
        Fill(labels, new(45, 45, 7, 9), Compartment.Bone);
        Fill(labels, new(100, 100, 8, 8), Compartment.Bone);
        Fill(labels, new(120, 20, 7, 7), Compartment.Glass);

        var areas = OutlineAreas.Of(labels);
        Assert.Equal(64, Count(areas.MaskOf(Compartment.Bone)!));
        Assert.Equal((160 * 160) - 64, Count(areas.MarrowRegion()!));
        Assert.Equal(1600, Count(areas.MaskOf(Compartment.Excluded)!));
    }

    [Fact]
    public void Regions_are_counted_one_by_one()
    {
        Raster<byte> labels = Marrow();
        Fill(labels, new(60, 0, 40, 160), Compartment.Glass);
        Fill(labels, new(20, 20, 10, 10), Compartment.Excluded);
        var areas = OutlineAreas.Of(labels);
        Mask region = areas.MarrowRegion()!;
        Assert.Equal([9600, 9600], RegionOutline.Trace(region).Select(outline => outline.AreaPixels));
        Assert.Equal([9500, 9600], areas.MarrowCells(region));
    }

    [Fact]
    public void What_is_all_one_speck_stays()
    {
        Raster<byte> labels = new(5, 5, 1);
        labels.Samples.AsSpan().Fill((byte)Compartment.Fat);
        var areas = OutlineAreas.Of(labels);
        Assert.Equal(25, Count(areas.MarrowRegion()!));
        Assert.Null(areas.MaskOf(Compartment.Bone));
    }

    /// <summary>160 × 160 with a vacuole.</summary>
    private static Raster<byte> Marrow()
    {
        Raster<byte> labels = new(160, 160, 1);
        Fill(labels, new(0, 0, 160, 160), Compartment.Haematopoietic);
        Fill(labels, new(130, 130, 4, 4), Compartment.Fat);
        return labels;
    }

    private static void Fill(Raster<byte> labels, PixelRectangle place, Compartment compartment)
    {
        for (int y = place.Y; y < place.Bottom; y++)
        {
            labels.Row(y)[place.X..place.Right].Fill((byte)compartment);
        }
    }

    private static long Count(Mask mask) => mask.Values.Count(value => value != 0);
}
