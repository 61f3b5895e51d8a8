namespace Marrow.Slides;

/// <summary>Chooses what opens a file: by its first bytes and by what OpenSlide knows, never by its name.</summary>
internal static class SlideKinds
{
    /// <summary>OpenSlide's name for a tiled TIFF of no known maker; those are read here, at any depth and palette.</summary>
    private const string GenericTiff = "generic-tiff";

    public static Slide Open(string path)
    {
        PictureKind kind = PictureSignature.Of(path);
        if (kind == PictureKind.Dicom)
        {
            throw new SlideFormatException(path, "is a DICOM file, which is not supported");
        }

        // A JPEG may be the index of a MIRAX slide, an unknown text that of a Hamamatsu VMS.
        bool mayBeScanner = kind switch
        {
            PictureKind.Tiff => TiffMaker.MayBeNamed(path),
            PictureKind.Jpeg => IsMirax(path),
            PictureKind.Unknown => true,
            _ => false,
        };
        if (mayBeScanner && OpenSlideFile.Vendor(path) is { } vendor && vendor != GenericTiff)
        {
            return ScannerSlide.OpenScanner(path, vendor);
        }

        return kind switch
        {
            PictureKind.Unknown => throw new SlideFormatException(path, "is not a picture or slide in a known format"),
            PictureKind.Tiff => TiffSlide.OpenTiff(path),
            _ => PictureSlide.Open(path, kind),
        };
    }

    private static bool IsMirax(string path) => Path.GetExtension(path).Equals(".mrxs", StringComparison.OrdinalIgnoreCase);
}
