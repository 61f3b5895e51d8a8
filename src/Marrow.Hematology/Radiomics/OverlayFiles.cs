using Marrow.Imaging;
using Marrow.Radiomics;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>Writes pictures under their masks.</summary>
public static class OverlayFiles
{
    /// <param name="outputs">Where the overlay goes, and the mended mask (0 and 255) or null.</param>
    /// <exception cref="SlideFormatException">A file cannot be used, or the sizes differ.</exception>
    /// <exception cref="IOException">An output cannot be written.</exception>
    public static void Write((string Image, string Mask) inputs, MaskCleaning cleaning, RgbColor outside, (string Overlay, string? Mask) outputs)
    {
        ArgumentNullException.ThrowIfNull(cleaning);
        Raster<byte> rgb = PictureFile.ReadUncutRgb(inputs.Image);
        Mask mask = PictureFile.ReadMask(inputs.Mask);
        if (mask.Size != rgb.Size)
        {
            throw new SlideFormatException(inputs.Mask, $"is {mask.Size}, its image {rgb.Size}");
        }

        Mask clean = cleaning.Clean(mask);
        PictureFile.WritePng(outputs.Overlay, MaskOverlay.Draw(rgb, clean, outside));
        if (outputs.Mask is { } path)
        {
            PictureFile.WritePng(path, new Raster<byte>(clean.Width, clean.Height, 1, Array.ConvertAll(clean.Values, value => (byte)(255 * value))));
        }
    }
}
