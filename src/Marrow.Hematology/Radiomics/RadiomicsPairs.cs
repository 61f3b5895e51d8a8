using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>Finds which mask belongs to which picture.</summary>
public static class RadiomicsPairs
{
    private static readonly string[] Endings = [".nii.gz", ".nii", ".nrrd", .. SearchedFiles.PictureEndings];

    /// <summary>
    /// A file and its mask as they are; or all pictures of a folder, in order of name, each with the mask of the same name, or that name
    /// and <c>_mask</c>, in the mask folder. Files whose name ends in <c>_mask</c> are masks and not pictures. A picture without a mask has null.
    /// </summary>
    /// <exception cref="SlideFormatException">One of the two is a folder and the other a file, or the folder holds no picture.</exception>
    public static IReadOnlyList<(string Image, string? Mask)> Find(string image, string mask)
    {
        if (!Directory.Exists(image))
        {
            return Directory.Exists(mask)
                ? throw new SlideFormatException(mask, "is a folder, its image a file")
                : [(image, mask)];
        }

        if (!Directory.Exists(mask))
        {
            throw new SlideFormatException(mask, "is not a folder, as its images are");
        }

        (string Image, string? Mask)[] pairs = Directory.GetFiles(image).Order(StringComparer.Ordinal)
            .Where(path => Stem(path) is { } stem && !stem.EndsWith("_mask", StringComparison.Ordinal))
            .Select(path => (path, MaskOf(path, image, mask))).ToArray();
        return pairs.Length > 0 ? pairs : throw new SlideFormatException(image, "holds no picture and no volume");
    }

    private static string? MaskOf(string path, string images, string masks)
    {
        string stem = Stem(path)!;
        bool sameFolder = Path.GetFullPath(images).TrimEnd('/') == Path.GetFullPath(masks).TrimEnd('/');
        string[] names = sameFolder ? [$"{stem}_mask"] : [stem, $"{stem}_mask"];
        return names.SelectMany(name => Endings.Select(ending => Path.Combine(masks, name + ending))).FirstOrDefault(File.Exists);
    }

    private static string? Stem(string path) =>
        Endings.FirstOrDefault(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Path.GetFileName(path)[..^known.Length]
            : null;
}
