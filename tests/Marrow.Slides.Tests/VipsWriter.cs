using Marrow.Imaging;

namespace Marrow.Slides.Tests;

/// <summary>Writes test files through libvips with any of its options.</summary>
internal static unsafe class VipsWriter
{
    /// <param name="options">Pairs of name=value, divided by spaces.</param>
    public static string Write(string path, Raster<byte> picture, string saver, string options)
    {
        fixed (byte* pinned = picture.Samples)
        {
            Save(path, pinned, new VipsLayout(picture.Width, picture.Height, picture.Channels), saver, options);
        }

        return path;
    }

    public static string Write(string path, Raster<ushort> picture, string saver, string options)
    {
        fixed (ushort* pinned = picture.Samples)
        {
            Save(path, pinned, new VipsLayout(picture.Width, picture.Height, picture.Channels, 2), saver, options);
        }

        return path;
    }

    private static void Save(string path, void* samples, VipsLayout layout, string saver, string options)
    {
        using VipsImage image = VipsImage.Wrap(samples, layout);
        using VipsOperation save = new(saver + "_target");
        foreach (string[] pair in options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')))
        {
            save.With(pair[0], pair[1]);
        }

        image.SaveFile(save, path);
    }
}
