using System.Globalization;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// Decides when the resolution tags of a TIFF state microns per pixel. Strict, because most programs fill them with
/// screen or print defaults: taken are (1) a tiled file in pixels per centimetre whose pixel is 0.05 to 10 µm, as microscope
/// software writes it, and (2) ImageJ's own statement <c>unit=micron</c>. Pixels per inch are never taken.
/// </summary>
internal static class TiffResolution
{
    private const int Centimeter = 3;
    private const double MicrometersPerCentimeter = 1e4;
    private const double Smallest = 0.05, Largest = 10;

    public static PixelPitch? Of(TiffLayout layout, string? description)
    {
        if (layout.Directory.Rational(TiffTag.XResolution) is not { } x || layout.Directory.Rational(TiffTag.YResolution) is not { } y || x <= 0 || y <= 0)
        {
            return null;
        }

        if (description is not null && description.StartsWith("ImageJ=", StringComparison.Ordinal))
        {
            return IsMicron(description) ? Pitch(1 / x, 1 / y) : null;
        }

        bool isMicroscope = layout.IsTiled && layout.Directory.Number(TiffTag.ResolutionUnit, 2) == Centimeter;
        return isMicroscope ? Pitch(MicrometersPerCentimeter / x, MicrometersPerCentimeter / y) : null;
    }

    private static PixelPitch? Pitch(double x, double y) =>
        x is >= Smallest and <= Largest && y is >= Smallest and <= Largest
            ? new PixelPitch(new MicrometersPerPixel(x), new MicrometersPerPixel(y))
            : null;

    private static bool IsMicron(string description) =>
        description.Split('\n').Any(line => line.Trim() is "unit=micron" or "unit=um" or "unit=µm" or "unit=\\u00B5m");

    public static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
