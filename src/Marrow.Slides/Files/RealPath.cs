namespace Marrow.Slides;

/// <summary>The folder behind links: two paths with the same one are one folder.</summary>
public static class RealPath
{
    /// <summary>The full path of a folder without any link to a folder in it; what does not exist stays as it is.</summary>
    public static string Of(string folder)
    {
        string path = Path.GetFullPath(folder), resolved = Path.GetPathRoot(path)!;
        foreach (string part in path[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(resolved, part);
            resolved = Directory.Exists(next) && Directory.ResolveLinkTarget(next, returnFinalTarget: true) is { } target ? Of(target.FullName) : next;
        }

        return resolved;
    }
}
