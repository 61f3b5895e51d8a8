namespace Marrow.Slides;

/// <summary>A Hamamatsu VMS or VMU slide is a text that names pictures beside it; those are parts of the slide, not slides.</summary>
internal static class HamamatsuParts
{
    private const int LongestText = 1 << 20;

    /// <summary>Full paths of what a VMS or VMU file names in its folder; none for another file, or one that cannot be read, which is said when it is opened.</summary>
    public static IEnumerable<string> Of(string file)
    {
        string folder = Path.GetDirectoryName(file)!;
        return from line in Lines(file)
               let value = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim()
               where value.Length < line.Length && Path.GetFileName(value).Length > 0
               let part = Path.Combine(folder, Path.GetFileName(value))
               where part != file
               select part;
    }

    private static string[] Lines(string file)
    {
        try
        {
            bool isIndex = Path.GetExtension(file).ToLowerInvariant() is ".vms" or ".vmu";
            return isIndex && new FileInfo(file).Length <= LongestText ? File.ReadAllLines(file, System.Text.Encoding.Latin1) : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
