using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>The pictures that cells are measured in, all of one size.</summary>
/// <param name="Rgb">H × W × 3.</param>
/// <param name="Density">Mean optical density times 100.</param>
/// <param name="Luma">0 to 255.</param>
internal sealed record CellPictures(Raster<byte> Rgb, Raster<double> Density, Raster<double> Luma);
