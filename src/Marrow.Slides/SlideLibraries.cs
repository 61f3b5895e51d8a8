namespace Marrow.Slides;

/// <summary>Whether the native libraries of this room are installed, and which versions.</summary>
public static class SlideLibraries
{
    /// <summary>libvips, librsvg, OpenSlide, TurboJPEG and libjpeg-turbo, each loaded and asked for its version; never throws for a missing one.</summary>
    public static IReadOnlyList<LibraryStatus> Check() =>
    [
        Ask("libvips", "pictures: decode, encode", "libvips42", () => VipsRuntime.Version),
        Ask("librsvg", "figures and text", "librsvg2-2", NativeSvg.Version),
        Ask("OpenSlide", "whole-slide formats", "libopenslide0", () => OpenSlideFile.Version),
        Ask("TurboJPEG", "JPEG tiles, JPEGs written", "libturbojpeg0", JpegTile.Version),
        Ask("libjpeg-turbo", "JPEG rows", "libjpeg62-turbo-dev", JpegRows.Version),
    ];

    private static LibraryStatus Ask(string name, string purpose, string package, Func<string> version)
    {
        try
        {
            return new LibraryStatus(name, purpose, version());
        }
        catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException)
        {
            return new LibraryStatus(name, purpose, null, "cannot be loaded", $"apt-get install --no-install-recommends {package}");
        }
    }
}
