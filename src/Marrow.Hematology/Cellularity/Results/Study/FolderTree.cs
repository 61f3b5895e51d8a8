using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>
/// A folder and what is below it, hidden ones left out. Links to folders are followed, but no folder is entered twice: not by a link that
/// leads back up, nor by one beside it.
/// </summary>
internal static class FolderTree
{
    private static readonly EnumerationOptions Shown = new() { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    /// <returns>Full paths: first those that are reached without a link, then, in order of path, what links add; and those that may not be read.</returns>
    public static (IReadOnlyList<string> Open, IReadOnlyList<string> Closed) Folders(string root)
    {
        List<string> found = [], closed = [];
        HashSet<string> entered = new(StringComparer.Ordinal);
        SortedSet<string> links = new(StringComparer.Ordinal);
        Enter(root);
        while (links.Min is { } link)
        {
            links.Remove(link);
            Enter(link);
        }

        return (found, closed);

        void Enter(string folder)
        {
            if (!entered.Add(RealPath.Of(folder)))
            {
                return;
            }

            string[] inside;
            try
            {
                inside = Directory.GetDirectories(folder, "*", Shown);
            }
            catch (UnauthorizedAccessException)
            {
                closed.Add(folder);
                return;
            }

            found.Add(folder);
            foreach (string below in inside.Order(StringComparer.Ordinal))
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
}
