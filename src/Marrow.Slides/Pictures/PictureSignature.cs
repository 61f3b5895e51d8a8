namespace Marrow.Slides;

/// <summary>Tells kinds of pictures apart by their first bytes, and refuses in words what cannot be one.</summary>
internal static class PictureSignature
{
    private const int DicomMarkOffset = 128;

    /// <summary>Looks at the file's first bytes.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">It is a folder that may not be read.</exception>
    /// <exception cref="SlideFormatException">It is a folder or a pipe or has no bytes.</exception>
    public static PictureKind Of(string path)
    {
        if (Directory.Exists(path))
        {
            // One that may not be read says so.
            _ = Directory.EnumerateFileSystemEntries(path).Any();
            throw new SlideFormatException(path, "is a folder, not a picture or a slide");
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path}: no such file", path);
        }

        // Asked before it is opened: opening a pipe waits for one who writes.
        string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        if (!File.Exists(target))
        {
            throw new FileNotFoundException($"{path}: no such file", path);
        }

        if (new FileInfo(target).Length == 0)
        {
            throw new SlideFormatException(path, "is empty (0 bytes) or a pipe");
        }

        Span<byte> head = stackalloc byte[DicomMarkOffset + 4];
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        return Of(head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)]);
    }

    private static PictureKind Of(ReadOnlySpan<byte> head) => head switch
    {
        [0x89, .. var rest] when rest.StartsWith("PNG\r\n\x1a\n"u8) => PictureKind.Png,
        [0xFF, 0xD8, 0xFF, ..] => PictureKind.Jpeg,
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] => PictureKind.Tiff,
        [(byte)'M', (byte)'M', 0, 42 or 43, ..] => PictureKind.Tiff,
        [(byte)'B', (byte)'M', _, _, _, _, _, _, _, _, ..] => PictureKind.Bmp,
        _ when head.Length >= DicomMarkOffset + 4 && head.Slice(DicomMarkOffset, 4).SequenceEqual("DICM"u8) => PictureKind.Dicom,
        _ => PictureKind.Unknown,
    };
}
