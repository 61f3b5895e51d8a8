namespace Marrow.Hematology;

/// <summary>
/// A folder and what is below it, hidden ones left out. Links to folders are followed, but no folder is entered twice: not by a link that
/// leads back up, nor by one beside it.
/// </summary>
internal static class FolderTree
{
    private static readonly EnumerationOptions Shown = new() { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    /// <summary>Full paths: first those that are reached without a link, then, in order of path, what links add.</summary>
    public static IReadOnlyList<string> Folders(string root)
    {
        List<string> found = [];
        HashSet<string> entered = new(StringComparer.Ordinal);
        SortedSet<string> links = new(StringComparer.Ordinal);
        Enter(root);
        while (links.Min is { } link)
        {
            links.Remove(link);
            Enter(link);
        }

        return found;

        void Enter(string folder)
        {
            if (!entered.Add(Resolved(folder)))
            {
                return;
            }

            found.Add(folder);
            foreach (string below in Directory.EnumerateDirectories(folder, "*", Shown).Order(StringComparer.Ordinal))
            {
                if (new DirectoryInfo(below).LinkTarget is null)
                {
                    Enter(below);
                }
                else
                {
                    links.Add(below);
                }
            }
        }
    }

    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", Shown);

    /// <summary>The path without any link in it.</summary>
    private static string Resolved(string path)
    {
        string resolved = Path.GetPathRoot(path)!;
        foreach (string part in path[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(resolved, part);
            resolved = Directory.ResolveLinkTarget(next, returnFinalTarget: true) is { } target ? Resolved(target.FullName) : next;
        }

        return resolved;
    }
}
