namespace Marrow.Hematology;

/// <summary>A Hamamatsu VMS or VMU slide is a text that names pictures beside it; those are parts of the slide, not slides.</summary>
internal static class HamamatsuParts
{
    private const int LongestText = 1 << 20;

    /// <summary>Full paths of what a VMS or VMU file names in its folder; none for another file.</summary>
    public static IEnumerable<string> Of(string file)
    {
        bool isIndex = Path.GetExtension(file).ToLowerInvariant() is ".vms" or ".vmu";
        if (!isIndex || new FileInfo(file).Length > LongestText)
        {
            return [];
        }

        string folder = Path.GetDirectoryName(file)!;
        return from line in File.ReadLines(file, System.Text.Encoding.Latin1)
               let value = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim()
               where value.Length < line.Length && Path.GetFileName(value).Length > 0
               let part = Path.Combine(folder, Path.GetFileName(value))
               where part != file
               select part;
    }
}
