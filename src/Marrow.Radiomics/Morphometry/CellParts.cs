using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>A cell cut out of its pictures: the whole, its nucleus and its cytoplasm (null where nuclei are unknown), colours and luma of its box.</summary>
internal sealed record CellParts(RegionPlane Whole, RegionPlane? Nucleus, RegionPlane? Cytoplasm, Raster<byte> Colours, double[] Luma)
{
    public static CellParts Of(CellPictures pictures, LabelMap cells, Mask? nuclei, (int Label, PixelRectangle Box) cell)
    {
        RegionPlane whole = RegionCuts.Cut(pictures.Density, cells, cell.Label, cell.Box);
        Raster<byte> colours = pictures.Rgb.Crop(cell.Box);
        double[] luma = pictures.Luma.Crop(cell.Box).Samples;
        if (nuclei is null)
        {
            return new CellParts(whole, null, null, colours, luma);
        }

        byte[] nucleus = new byte[whole.Inside.Length], cytoplasm = new byte[whole.Inside.Length];
        for (int i = 0; i < nucleus.Length; i++)
        {
            bool isNucleus = nuclei[cell.Box.X + (i % cell.Box.Width), cell.Box.Y + (i / cell.Box.Width)];
            nucleus[i] = (byte)(isNucleus ? whole.Inside[i] : 0);
            cytoplasm[i] = (byte)(isNucleus ? 0 : whole.Inside[i]);
        }

        return new CellParts(
            whole,
            new RegionPlane(whole.Width, whole.Height, whole.Values, nucleus),
            new RegionPlane(whole.Width, whole.Height, whole.Values, cytoplasm),
            colours,
            luma);
    }
}
