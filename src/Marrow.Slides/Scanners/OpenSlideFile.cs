using System.Runtime.InteropServices;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>One file open in OpenSlide, every call followed by its error check. Safe for several threads.</summary>
internal sealed unsafe class OpenSlideFile : IDisposable
{
    private readonly Lock gate = new();
    private OpenSlideHandle handle;

    /// <exception cref="SlideFormatException">OpenSlide knows the maker but cannot open the file.</exception>
    public OpenSlideFile(string path)
    {
        Path = path;
        handle = Open();
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
    /// <remarks>A slide that has failed once answers OpenSlide's every later read with that failure; so another is opened in its place.</remarks>
    /// <exception cref="SlideFormatException">The slide is damaged there.</exception>
    public void ReadRegion(Span<uint> words, (long X, long Y) origin, int level, PixelSize size)
    {
        OpenSlideHandle shared = handle;
        if (Read(shared, words, (origin.X, origin.Y, level), size) is null)
        {
            return;
        }

        // The failure may be that of another thread's read of another place: only a slide of one's own tells.
        Replace(shared);
        using OpenSlideHandle own = Open();
        if (Read(own, words, (origin.X, origin.Y, level), size) is { } error)
        {
            throw Undecodable(error);
        }
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

        if (Error is { } error)
        {
            Replace(handle);
            throw Undecodable(error);
        }

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
    private SlideFormatException Undecodable(string error) =>
        new(Path, "damaged slide: pixels in it cannot be decoded", new InvalidDataException(error));

    private OpenSlideHandle Open()
    {
        OpenSlideHandle opened = NativeOpenSlide.openslide_open(Path);
        return opened.IsInvalid ? throw new SlideFormatException(Path, "damaged slide: OpenSlide cannot open it") : opened;
    }

    /// <summary>Opens the slide anew where nobody has yet; reads in progress keep the failed one, which the collector closes.</summary>
    private void Replace(OpenSlideHandle failed)
    {
        lock (gate)
        {
            if (ReferenceEquals(handle, failed) && !failed.IsClosed)
            {
                handle = Open();
            }
        }
    }

    /// <summary>Reads a region; what went wrong, or null.</summary>
    private static string? Read(OpenSlideHandle slide, Span<uint> words, (long X, long Y, int Level) corner, PixelSize size)
    {
        fixed (uint* pinned = words)
        {
            NativeOpenSlide.openslide_read_region(slide, pinned, corner.X, corner.Y, corner.Level, size.Width, size.Height);
        }

        return ErrorOf(slide);
    }

    private static string? ErrorOf(OpenSlideHandle slide) => Marshal.PtrToStringUTF8(NativeOpenSlide.openslide_get_error(slide))?.Split('\n')[0];

    private string? Error => ErrorOf(handle);
}
