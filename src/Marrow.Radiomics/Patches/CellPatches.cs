using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>
/// Square patches around cells: the side is the box's greater one, the square is centred on the box and then moved, not cut, until it lies
/// inside the picture, on both axes alike, so that portrait and landscape pictures are treated the same.
/// </summary>
public static class CellPatches
{
    /// <summary>The patches of all labels above 0, in the order of their labels.</summary>
    public static IReadOnlyList<CellPatch> Find(LabelMap cells, PatchOptions options)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(options);
        return RegionCuts.Boxes(cells).Select(cell => new CellPatch(
            cell.Label,
            cell.Box,
            cell.Box.Width >= options.MinimumWidth && cell.Box.Height >= options.MinimumHeight ? Square(cell.Box, cells.Size, options.Margin) : null)).ToArray();
    }

    /// <summary>The square around a box; a side greater than the picture's smaller side becomes that side.</summary>
    public static PixelRectangle Square(PixelRectangle box, PixelSize picture, int margin = 0)
    {
        int side = Math.Min(checked(Math.Max(box.Width, box.Height) + (2 * margin)), Math.Min(picture.Width, picture.Height));
        int x = Math.Clamp(box.X + (int)Math.Floor((box.Width - side) / 2.0), 0, picture.Width - side);
        int y = Math.Clamp(box.Y + (int)Math.Floor((box.Height - side) / 2.0), 0, picture.Height - side);
        return new PixelRectangle(x, y, side, side);
    }

    /// <summary>Cuts a square and brings it to a side: weighted means where it shrinks, bilinear where it grows.</summary>
    /// <param name="side">The new side; 0 keeps the square's own.</param>
    public static Raster<byte> Cut(Raster<byte> rgb, PixelRectangle square, int side)
    {
        ArgumentNullException.ThrowIfNull(rgb);
        Raster<byte> crop = rgb.Crop(square);
        return side == 0 || side == square.Width ? crop : PatchScaling.To(crop, side);
    }
}
