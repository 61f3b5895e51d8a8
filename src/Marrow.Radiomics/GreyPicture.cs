using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>One grey value for each pixel, ready to be measured.</summary>
/// <param name="Samples">H × W × 1 grey values; a value that is not finite makes the regions that hold it undefined.</param>
/// <param name="Origin">How the values came about; stands in every output: <c>luma</c>, <c>optical density</c>, <c>samples</c>.</param>
public sealed record GreyPicture(Raster<double> Samples, string Origin)
{
    /// <summary>The sides of a pixel; lengths and areas are in its unit.</summary>
    public PixelSpacing Spacing { get; init; } = PixelSpacing.Pixel;
}
