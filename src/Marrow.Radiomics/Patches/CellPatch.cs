using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>Where one cell's patch lies.</summary>
/// <param name="Label">The cell's label.</param>
/// <param name="Box">The cell's bounding box.</param>
/// <param name="Square">The patch; null where the cell is smaller than the options want.</param>
public sealed record CellPatch(int Label, PixelRectangle Box, PixelRectangle? Square);
