using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>Turns files and folders into files.</summary>
internal static class InputFinder
{
    /// <summary>Full paths, each once, in the order of the inputs; files of a folder and below by path, among them the folders below that may not be read: what they hide fails by their name. A named file is taken whatever its ending, and whether it exists or not.</summary>
    /// <exception cref="FileNotFoundException">A folder holds no slide or picture.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> inputs) =>
        inputs.Select(Path.GetFullPath).SelectMany(input => Directory.Exists(input) ? Search(input) : [input]).Distinct(StringComparer.Ordinal).ToArray();

    private static string[] Search(string folder)
    {
        (IReadOnlyList<string> folders, IReadOnlyList<string> closed) = FolderTree.Folders(folder);
        IReadOnlyList<string> slides = SearchedFiles.Slides(folders.SelectMany(FolderTree.Files).Where(file => !IsOwnResult(file)));
        string[] files = [.. slides.Concat(closed).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new FileNotFoundException($"{folder}: no slides or pictures in this folder");
    }

    /// <summary>Results that lie inside a searched folder are not slides: what stands beside a <c>result.json</c> or a <c>summary.json</c> of a study.</summary>
    private static bool IsOwnResult(string file)
    {
        string folder = Path.GetDirectoryName(file)!;
        return File.Exists(Path.Combine(folder, StudyFolder.ResultFile)) || (File.Exists(Path.Combine(folder, StudyFolder.SummaryFile)) && Path.GetFileName(file) is "cohort.png" or "series.png" or "sweep.png");
    }
}
