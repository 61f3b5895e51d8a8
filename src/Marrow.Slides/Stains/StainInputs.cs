namespace Marrow.Slides;

/// <summary>The files that names on a command line stand for.</summary>
internal static class StainInputs
{
    /// <summary>Files as given; a folder's pictures and slides, sorted by name.</summary>
    /// <exception cref="ArgumentException">A folder holds none.</exception>
    public static List<string> Expand(IEnumerable<string> inputs)
    {
        List<string> files = [];
        foreach (string input in inputs)
        {
            if (!Directory.Exists(input))
            {
                files.Add(input);
                continue;
            }

            IReadOnlyList<string> found = SearchedFiles.Slides(input);
            files.AddRange(found.Count > 0 ? found : throw new ArgumentException($"the folder {input} holds no picture or slide"));
        }

        return files;
    }

    /// <summary>Refuses a run in which two results would have one name, or a result would replace its input.</summary>
    /// <exception cref="ArgumentException">With both names.</exception>
    public static void RefuseCollisions(IReadOnlyList<string> files, string folder)
    {
        foreach (IGrouping<string, string> same in files.GroupBy(file => Path.GetFileNameWithoutExtension(file), StringComparer.OrdinalIgnoreCase))
        {
            string[] named = [.. same];
            if (named.Length > 1)
            {
                throw new ArgumentException($"the results of {named[0]} and {named[1]} would have the same name");
            }
        }

        string target = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar);
        if (files.FirstOrDefault(file => Path.GetDirectoryName(Path.GetFullPath(file)) == target) is { } inside)
        {
            throw new ArgumentException($"the folder of the results holds the input {Path.GetFileName(inside)}; choose another");
        }
    }
}
