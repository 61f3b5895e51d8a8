namespace Marrow.Slides;

/// <summary>An image of libvips: its header at once, its pixels when rows are fetched, top to bottom.</summary>
internal sealed unsafe class VipsImage : IDisposable
{
    private readonly GObjectHandle image;
    private readonly GObjectHandle? source;

    private VipsImage(GObjectHandle image, GObjectHandle? source)
    {
        (this.image, this.source) = (image, source);
        Width = NativeVips.vips_image_get_width(image);
        Height = NativeVips.vips_image_get_height(image);
        Bands = NativeVips.vips_image_get_bands(image);
        Format = NativeVips.vips_image_get_format(image);
    }

    public int Width { get; }

    public int Height { get; }

    public int Bands { get; }

    public VipsFormat Format { get; }

    public bool IsCmyk => NativeVips.vips_image_get_interpretation(image) == 15; // VIPS_INTERPRETATION_CMYK

    public int BytesPerSample => Format switch
    {
        VipsFormat.UChar or VipsFormat.Char => 1,
        VipsFormat.UShort or VipsFormat.Short => 2,
        VipsFormat.UInt or VipsFormat.Int or VipsFormat.Float => 4,
        _ => 8,
    };

    /// <summary>Opens a file for one pass from top to bottom; a truncated file fails instead of ending in grey.</summary>
    /// <param name="loader">The loader's name without its suffix: <c>pngload</c>, <c>jpegload</c>, <c>tiffload</c>.</param>
    public static VipsImage Open(string path, string loader)
    {
        VipsRuntime.Ensure();
        GObjectHandle source = GObjectHandle.Own(NativeVips.vips_source_new_from_file(path));
        return Load(source, loader);
    }

    /// <summary>Wraps samples that stay pinned until the image is disposed.</summary>
    public static VipsImage Wrap(void* samples, VipsLayout layout)
    {
        VipsRuntime.Ensure();
        nuint size = checked((nuint)((long)layout.Width * layout.Height * layout.Bands * layout.BytesPerSample));
        bool wide = layout.BytesPerSample == 2;
        nint wrapped = NativeVips.vips_image_new_from_memory(samples, size, layout.Width, layout.Height, layout.Bands, wide ? VipsFormat.UShort : VipsFormat.UChar);
        VipsImage image = new(GObjectHandle.Own(wrapped), null);
        return wide ? image.AsGray16() : image;
    }

    /// <summary>The image that an operation with one input makes of this one.</summary>
    public VipsImage Through(VipsOperation operation) => new(operation.With("in", image).RunForImage(), null);

    /// <summary>Turns another colour space (CMYK) into sRGB.</summary>
    public VipsImage ToSrgb()
    {
        using VipsOperation convert = new("colourspace");
        return Through(convert.With("space", "srgb"));
    }

    /// <summary>Copies a rectangle's samples, interleaved and without padding, in the image's own sample type.</summary>
    /// <exception cref="VipsException">The file is damaged there.</exception>
    public void Fetch(int left, int top, int width, int height, Span<byte> destination)
    {
        // A region belongs to the thread that made it; calls may come from any thread, one at a time.
        using GObjectHandle region = GObjectHandle.Own(NativeVips.vips_region_new(image));
        nuint length;
        nint pixels = NativeVips.vips_region_fetch(region, left, top, width, height, &length);
        if (pixels == 0)
        {
            throw VipsException.Take();
        }

        new ReadOnlySpan<byte>((void*)pixels, checked((int)length)).CopyTo(destination);
        NativeGLib.g_free(pixels);
    }

    /// <summary>Saves through an operation such as <c>pngsave_target</c>, its further arguments set by the caller.</summary>
    /// <exception cref="VipsException">The file cannot be written.</exception>
    public void SaveFile(VipsOperation save, string path)
    {
        using GObjectHandle target = GObjectHandle.Own(NativeVips.vips_target_new_to_file(path));
        save.With("in", image).With("target", target).Run();
    }

    /// <summary>Encodes to memory.</summary>
    public byte[] Encode(VipsOperation save)
    {
        using GObjectHandle target = GObjectHandle.Own(NativeVips.vips_target_new_to_memory());
        save.With("in", image).With("target", target).Run();
        GValue box = default;
        NativeGLib.g_value_init(&box, NativeVips.vips_blob_get_type());
        NativeGLib.g_object_get_property_of(target, "blob", &box);
        nuint length;
        byte* bytes = NativeVips.vips_blob_get(NativeGLib.g_value_get_boxed(&box), &length);
        byte[] encoded = new ReadOnlySpan<byte>(bytes, checked((int)length)).ToArray();
        NativeGLib.g_value_unset(&box);
        return encoded;
    }

    public void Dispose()
    {
        image.Dispose();
        source?.Dispose();
    }

    // Unsaid, libvips takes 16-bit samples for 8-bit ones out of range when it saves.
    private VipsImage AsGray16()
    {
        using (this)
        {
            using VipsOperation copy = new("copy");
            return Through(copy.With("interpretation", "grey16"));
        }
    }

    private static VipsImage Load(GObjectHandle source, string loader)
    {
        try
        {
            using VipsOperation load = new(loader + "_source");
            // What libjpeg only remarks on are pixels that it made up; libtiff remarks on tags that nobody needs.
            load.With("source", source).With("access", "sequential").With("fail-on", loader == "jpegload" ? "warning" : "truncated");
            return new VipsImage(load.RunForImage(), source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }
}
