using System.Runtime.InteropServices;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>One file open in OpenSlide, every call followed by its error check. Safe for several threads.</summary>
internal sealed unsafe class OpenSlideFile : IDisposable
{
    private readonly OpenSlideHandle handle;

    /// <exception cref="SlideFormatException">OpenSlide knows the maker but cannot open the file.</exception>
    public OpenSlideFile(string path)
    {
        Path = path;
        handle = NativeOpenSlide.openslide_open(path);
        if (handle.IsInvalid)
        {
            throw new SlideFormatException(path, "damaged slide: OpenSlide cannot open it");
        }

        try
        {
            Check();
            Properties = Names(NativeOpenSlide.openslide_get_property_names(handle)).ToDictionary(name => name, Property);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, string> Properties { get; }

    /// <summary>The version, as in <c>3.4.1</c>.</summary>
    public static string Version => Marshal.PtrToStringUTF8(NativeOpenSlide.openslide_get_version()) ?? "";

    public int LevelCount => NativeOpenSlide.openslide_get_level_count(handle);

    /// <summary>The maker's format, such as <c>aperio</c>, or null where OpenSlide does not know the file.</summary>
    public static string? Vendor(string path)
    {
        VipsRuntime.Ensure();
        return Marshal.PtrToStringUTF8(NativeOpenSlide.openslide_detect_vendor(path));
    }

    /// <exception cref="SlideFormatException">A side passes 2³¹−1.</exception>
    public SlideLevel Level(int level)
    {
        long width, height;
        NativeOpenSlide.openslide_get_level_dimensions(handle, level, &width, &height);
        double downsample = NativeOpenSlide.openslide_get_level_downsample(handle, level);
        Check();
        return new SlideLevel(Size(width, height), downsample);
    }

    public IReadOnlyList<string> AssociatedNames() =>
        Names(NativeOpenSlide.openslide_get_associated_image_names(handle)).Order(StringComparer.Ordinal).ToList();

    /// <summary>Premultiplied ARGB words of a region; x and y in level-0 pixels, size in pixels of the level.</summary>
    /// <exception cref="SlideFormatException">The slide is damaged there, or was at an earlier read.</exception>
    public void ReadRegion(Span<uint> words, (long X, long Y) origin, int level, PixelSize size)
    {
        fixed (uint* pinned = words)
        {
            NativeOpenSlide.openslide_read_region(handle, pinned, origin.X, origin.Y, level, size.Width, size.Height);
        }

        CheckPixels();
    }

    /// <summary>Premultiplied ARGB words of a picture beside the slide.</summary>
    public (PixelSize Size, uint[] Words) ReadAssociated(string name)
    {
        long width, height;
        NativeOpenSlide.openslide_get_associated_image_dimensions(handle, name, &width, &height);
        Check();
        PixelSize size = Size(width, height);
        uint[] words = new uint[size.Area];
        fixed (uint* pinned = words)
        {
            NativeOpenSlide.openslide_read_associated_image(handle, name, pinned);
        }

        CheckPixels();
        return (size, words);
    }

    public void Dispose() => handle.Dispose();

    private static List<string> Names(byte** names)
    {
        List<string> list = [];
        for (; *names != null; names++)
        {
            list.Add(Marshal.PtrToStringUTF8((nint)(*names))!);
        }

        return list;
    }

    private string Property(string name) => Marshal.PtrToStringUTF8(NativeOpenSlide.openslide_get_property_value(handle, name)) ?? "";

    private PixelSize Size(long width, long height) =>
        width is > 0 and <= int.MaxValue && height is > 0 and <= int.MaxValue
            ? new PixelSize((int)width, (int)height)
            : throw new SlideFormatException(Path, $"damaged slide: a level has {width}×{height} pixels");

    private void Check()
    {
        if (Error is { } error)
        {
            throw new SlideFormatException(Path, $"damaged slide: {error}");
        }
    }

    // What a decoder says of broken pixels differs from run to run; the sentence does not, and carries it inside.
    private void CheckPixels()
    {
        if (Error is { } error)
        {
            throw new SlideFormatException(Path, "damaged slide: pixels in it cannot be decoded", new InvalidDataException(error));
        }
    }

    private string? Error => Marshal.PtrToStringUTF8(NativeOpenSlide.openslide_get_error(handle))?.Split('\n')[0];
}
