using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>The length of the gradient: central differences over the pixel spacing, edge pixels repeated outwards.</summary>
internal static class GradientMagnitude
{
    public static Raster<double> Filter(Raster<double> picture, PixelSpacing spacing)
    {
        var result = new Raster<double>(picture.Width, picture.Height, 1);
        for (int y = 0; y < picture.Height; y++)
        {
            ReadOnlySpan<double> above = picture.Row(Math.Max(y - 1, 0)), row = picture.Row(y);
            ReadOnlySpan<double> below = picture.Row(Math.Min(y + 1, picture.Height - 1));
            Span<double> to = result.Row(y);
            for (int x = 0; x < to.Length; x++)
            {
                double across = (row[Math.Min(x + 1, row.Length - 1)] - row[Math.Max(x - 1, 0)]) / (2 * spacing.X);
                double down = (below[x] - above[x]) / (2 * spacing.Y);
                to[x] = Math.Sqrt((across * across) + (down * down));
            }
        }

        return result;
    }
}
