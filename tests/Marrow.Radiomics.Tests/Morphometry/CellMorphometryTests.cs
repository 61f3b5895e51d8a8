using Marrow.Imaging;

namespace Marrow.Radiomics.Tests;

public class CellMorphometryTests
{
    private static readonly PixelPitch QuarterMicron = new(new MicrometersPerPixel(0.25), new MicrometersPerPixel(0.25));

    [Fact]
    public void A_round_cell_with_a_round_nucleus_measures_as_drawn()
    {
        Dictionary<string, double> cell = Measure(Disc(50, 50, 40), Disc(50, 50, 28), QuarterMicron).Named();
        Assert.Equal(Math.PI * 100, cell["cell_Area_um2"], tolerance: 1);
        Assert.Equal(20, cell["cell_EquivalentDiameter_um"], tolerance: 0.05);
        Assert.Equal(14, cell["cell_NucleusEquivalentDiameter_um"], tolerance: 0.05);
        Assert.Equal(0.49 / 0.51, cell["cell_NucleusToCytoplasm"], tolerance: 0.01);
        Assert.Equal(0.49, cell["cell_NucleusFraction"], tolerance: 0.005);
        Assert.InRange(cell["cell_Circularity"], 0.88, 1);
        Assert.InRange(cell["cell_Solidity"], 0.98, 1);
        Assert.Equal(1, cell["cell_Elongation"], tolerance: 0.01);
        Assert.Equal(1, cell["cell_NucleusLobes"]);
        Assert.Equal((90, 40, 140), (cell["cell_NucleusMeanRed"], cell["cell_NucleusMeanGreen"], cell["cell_NucleusMeanBlue"]));
        Assert.Equal((200, 170, 210), (cell["cell_CytoplasmMeanRed"], cell["cell_CytoplasmMeanGreen"], cell["cell_CytoplasmMeanBlue"]));
        Assert.Equal(0, cell["cell_CytoplasmGranularity"], 9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Lobes_joined_by_thin_bridges_are_counted(int lobes)
    {
        Func<int, int, bool> nucleus = (x, y) => Enumerable.Range(0, lobes).Any(k => Disc(14 + (24 * k), 50, 11)(x, y))
            || (y is >= 49 and <= 51 && x >= 14 && x <= 14 + (24 * (lobes - 1)));
        Assert.Equal(lobes, Measure((_, _) => true, nucleus, null).Named()["cell_NucleusLobes"]);
    }

    [Fact]
    public void A_ragged_outline_is_no_lobe()
    {
        var random = new Random(3);
        double[] bumps = Enumerable.Range(0, 64).Select(_ => random.NextDouble() * 4).ToArray();
        bool Ragged(int x, int y) => Math.Sqrt(((x - 50) * (x - 50)) + ((y - 50) * (y - 50))) < 26 + bumps[(int)((Math.Atan2(y - 50, x - 50) + Math.PI) / (2 * Math.PI) * 63)];
        Assert.Equal(1, Measure((_, _) => true, Ragged, null).Named()["cell_NucleusLobes"]);
    }

    [Fact]
    public void Without_nuclei_the_columns_of_nucleus_and_cytoplasm_say_why_they_are_empty()
    {
        RadiomicsRow row = Measure(Disc(50, 50, 40), null, null).Rows[0];
        Assert.Equal(9, row.Values.Count(value => value.Value is not null));
        Assert.All(row.Values.Skip(9), value => Assert.Equal("no nuclei were given", value.Reason));
        RadiomicsRow empty = Measure(Disc(50, 50, 40), (_, _) => false, null).Rows[0];
        Assert.Equal("the cell has no pixel of a nucleus", empty.Values[9].Reason);
        RadiomicsRow naked = Measure(Disc(50, 50, 40), (_, _) => true, null).Rows[0];
        Assert.Equal("the cell has no pixel outside its nucleus", naked.Values[11].Reason);
        Assert.Equal("the cell has no pixel outside its nucleus", naked.Values[24].Reason);
        Assert.Equal("the optical density of the nucleus is the same everywhere, or it has no two neighbouring pixels", naked.Values[19].Reason);
    }

    [Fact]
    public void The_unit_stands_in_the_column_and_scales_lengths_and_areas()
    {
        RadiomicsTable pixels = Measure(Disc(50, 50, 40), null, null), microns = Measure(Disc(50, 50, 40), null, QuarterMicron);
        Assert.Equal("cell_Area_px2", pixels.Columns[0]);
        Assert.Equal(pixels.Named()["cell_Area_px2"] / 16, microns.Named()["cell_Area_um2"], 9);
        Assert.Equal(pixels.Named()["cell_Perimeter_px"] / 4, microns.Named()["cell_Perimeter_um"], 9);
        Assert.Equal(pixels.Named()["cell_Circularity"], microns.Named()["cell_Circularity"], 9);
    }

    [Fact]
    public void Pictures_and_masks_of_other_sizes_are_refused() => Assert.Throws<ArgumentException>(() =>
        CellMorphometry.Measure(new Raster<byte>(4, 4, 3), new LabelMap(4, 5), null, null));

    private static Func<int, int, bool> Disc(int centreX, int centreY, double radius) =>
        (x, y) => ((x - centreX) * (x - centreX)) + ((y - centreY) * (y - centreY)) <= radius * radius;

    private static RadiomicsTable Measure(Func<int, int, bool> isCell, Func<int, int, bool>? isNucleus, PixelPitch? pitch)
    {
        var rgb = new Raster<byte>(100, 100, 3);
        var cells = new LabelMap(100, 100);
        var nuclei = new Mask(100, 100);
        for (int y = 0; y < 100; y++)
        {
            for (int x = 0; x < 100; x++)
            {
                cells[x, y] = isCell(x, y) ? 1 : 0;
                nuclei[x, y] = isNucleus?.Invoke(x, y) ?? false;
                (rgb[x, y, 0], rgb[x, y, 1], rgb[x, y, 2]) = nuclei[x, y] ? ((byte)90, (byte)40, (byte)140) : ((byte)200, (byte)170, (byte)210);
            }
        }

        return CellMorphometry.Measure(rgb, cells, isNucleus is null ? null : nuclei, pitch);
    }
}
