using System.Text;
using Marrow.Imaging;
using Marrow.Radiomics;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>Measures and cuts out the cells of picture files.</summary>
public static class CellFiles
{
    /// <summary>Cell morphometry of one picture.</summary>
    /// <param name="cells">A label map, or a mask whose 8-connected parts are the cells.</param>
    /// <param name="nuclei">A mask or label map of nuclei, any non-zero value; or null.</param>
    /// <param name="input">Whether the cells are a label map, and the scale, which is else what the picture states of itself; grey values are always optical density and luma.</param>
    /// <exception cref="SlideFormatException">A file cannot be used, or the sizes differ.</exception>
    public static RadiomicsTable Measure(string image, string cells, string? nuclei, RadiomicsInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Raster<byte> rgb = PictureFile.ReadUncutRgb(image);
        LabelMap labels = ReadCells(cells, rgb.Size, input.IsLabelMap);
        Mask? nucleus = nuclei is null ? null : PictureFile.ReadMask(nuclei);
        if (nucleus is not null && nucleus.Size != rgb.Size)
        {
            throw new SlideFormatException(nuclei!, $"is {nucleus.Size}, its image {rgb.Size}");
        }

        return CellMorphometry.Measure(rgb, labels, nucleus, input.Resolution is { } side ? new PixelPitch(side, side) : PictureFile.StatedPitch(image));
    }

    /// <summary>
    /// Writes a square PNG for each cell, named <c>IMAGE.N.png</c> with N counting from 1, and <c>IMAGE.patches.csv</c>: name, label, box and square
    /// of every cell, without a name where the cell was too small.
    /// </summary>
    /// <param name="folder">Where to; created where it is missing.</param>
    /// <returns>How many patches were written and how many cells were too small.</returns>
    /// <exception cref="SlideFormatException">A file cannot be used, or the sizes differ.</exception>
    /// <exception cref="IOException">A patch cannot be written.</exception>
    public static (int Written, int TooSmall) WritePatches((string Image, string Cells) files, bool isLabelMap, PatchOptions options, string folder)
    {
        ArgumentNullException.ThrowIfNull(options);
        Raster<byte> rgb = PictureFile.ReadUncutRgb(files.Image);
        LabelMap labels = ReadCells(files.Cells, rgb.Size, isLabelMap);
        Directory.CreateDirectory(folder);
        string stem = Path.GetFileNameWithoutExtension(files.Image);
        var list = new StringBuilder(CsvText.Line(["patch", "label", "x", "y", "width", "height", "square_x", "square_y", "side"]));
        int written = 0, small = 0;
        foreach (CellPatch patch in CellPatches.Find(labels, options))
        {
            string? name = null;
            if (patch.Square is { } square)
            {
                name = $"{stem}.{++written}.png";
                PictureFile.WritePng(Path.Combine(folder, name), CellPatches.Cut(rgb, square, options.Side));
            }

            (PixelRectangle box, PixelRectangle? place) = (patch.Box, patch.Square);
            list.Append(CsvText.Line([name, patch.Label, box.X, box.Y, box.Width, box.Height, place?.X, place?.Y, place?.Width]));
            small += name is null ? 1 : 0;
        }

        WholeFile.WriteText(Path.Combine(folder, $"{stem}.patches.csv"), list.ToString());
        return (written, small);
    }

    private static LabelMap ReadCells(string path, PixelSize size, bool isLabelMap)
    {
        LabelMap labels = isLabelMap ? PictureFile.ReadLabels(path) : ConnectedComponents.Label(PictureFile.ReadMask(path)).Labels;
        return labels.Size == size ? labels : throw new SlideFormatException(path, $"is {labels.Size}, its image {size}");
    }
}
