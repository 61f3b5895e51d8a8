namespace Marrow.Slides;

/// <summary>Whether a TIFF can be a scanner's.</summary>
internal static class TiffMaker
{
    private const TiffTag FirstOfMakers = (TiffTag)65000;

    /// <summary>
    /// False where the file says nothing of its maker: every maker whom OpenSlide knows is known by a description, by XMP or by a tag of its own.
    /// To ask OpenSlide, with the hundred libraries behind it and libvips, takes 30 ms and 15 MB.
    /// </summary>
    public static bool MayBeNamed(string path)
    {
        try
        {
            using TiffFile file = TiffFile.Open(path);
            return file.Directories.Any(directory => directory.Tags.Any(tag => tag is TiffTag.ImageDescription or TiffTag.Xmp or >= FirstOfMakers));
        }
        catch (SlideFormatException)
        {
            // Who opens it says what is wrong.
            return true;
        }
    }
}
