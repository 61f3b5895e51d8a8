namespace Marrow.Slides;

/// <summary>What of a searched folder is a picture or a slide, by its name alone; a file that is named itself is taken whatever it is called.</summary>
public static class SearchedFiles
{
    /// <summary>Endings of plain pictures, lower case with their point, in the order in which one of several is taken.</summary>
    public static IReadOnlyList<string> PictureEndings { get; } = [".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff"];

    private static readonly string[] SlideEndings = [.. PictureEndings, ".svs", ".svslide", ".ndpi", ".mrxs", ".scn", ".vms", ".vmu", ".bif"];

    /// <summary>The plain pictures of a folder, in ordinal order.</summary>
    public static IReadOnlyList<string> Pictures(string folder) =>
        [.. Directory.GetFiles(folder).Where(file => HasEnding(file, PictureEndings)).Order(StringComparer.Ordinal)];

    /// <summary>The pictures and slides of a folder, in ordinal order; without hidden files.</summary>
    public static IReadOnlyList<string> Slides(string folder) =>
        Slides(Directory.GetFiles(folder).Where(file => !Path.GetFileName(file).StartsWith('.')));

    /// <summary>The pictures and slides among files, in ordinal order; without the pictures that a Hamamatsu slide among them is made of.</summary>
    public static IReadOnlyList<string> Slides(IEnumerable<string> files)
    {
        string[] known = [.. files.Where(file => HasEnding(file, SlideEndings)).Order(StringComparer.Ordinal)];
        HashSet<string> parts = [.. known.SelectMany(HamamatsuParts.Of)];
        return [.. known.Where(file => !parts.Contains(file))];
    }

    private static bool HasEnding(string file, IEnumerable<string> endings) => endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);
}
