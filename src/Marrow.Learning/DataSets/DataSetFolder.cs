using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Marrow.Learning;

/// <summary>
/// A data set on disk in nnU-Net's layout: dataset.json, imagesTr with <c>NAME_0000.png</c> a channel (or one RGB file), labelsTr with <c>NAME.png</c>;
/// or, where dataset.json lists them, files anywhere.
/// </summary>
public sealed class DataSetFolder
{
    private DataSetFolder(string path, DataSetDescription description, IReadOnlyList<DataSetCase> cases) =>
        (FolderPath, Description, Cases) = (path, description, cases);

    public string FolderPath { get; }

    /// <summary>The folder's own name: <c>Dataset301_WBC2</c>.</summary>
    public string Name => Path.GetFileName(FolderPath);

    public DataSetDescription Description { get; }

    /// <summary>The training cases: by name in ordinal order, or in the order in which dataset.json lists them.</summary>
    public IReadOnlyList<DataSetCase> Cases { get; }

    /// <summary>Opens a data set folder; looks at names only, not into pictures.</summary>
    /// <exception cref="InvalidDataException">dataset.json is not usable.</exception>
    /// <exception cref="IOException">A folder or dataset.json is missing.</exception>
    public static DataSetFolder Open(string folder)
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        DataSetDescription description = DataSetDescription.Read(Path.Combine(path, "dataset.json"));
        IReadOnlyList<DataSetCase> cases = description.Source["dataset"] is JsonObject listed ? Listed(path, listed) : Found(path, description.FileEnding);
        return new DataSetFolder(path, description, cases);
    }

    /// <summary>The cases of a folder of pictures to predict: files named <c>NAME_0000.png</c>, one a channel.</summary>
    public static IReadOnlyList<DataSetCase> CasesIn(string folder, string fileEnding)
    {
        var pattern = new Regex($"^(.*)_[0-9]{{4}}{Regex.Escape(fileEnding)}$", RegexOptions.CultureInvariant);
        return Directory.EnumerateFiles(folder)
            .Select(file => (file, match: pattern.Match(Path.GetFileName(file))))
            .Where(pair => pair.match.Success)
            .GroupBy(pair => pair.match.Groups[1].Value)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new DataSetCase(group.Key, group.Select(pair => pair.file).Order(StringComparer.Ordinal).ToArray(), null))
            .ToArray();
    }

    private static DataSetCase[] Found(string path, string fileEnding)
    {
        string images = Path.Combine(path, "imagesTr"), labels = Path.Combine(path, "labelsTr");
        foreach (string needed in new[] { images, labels })
        {
            if (!Directory.Exists(needed))
            {
                throw new DirectoryNotFoundException($"{Path.GetFileName(path)}: the folder {Path.GetFileName(needed)} is missing");
            }
        }

        return CasesIn(images, fileEnding).Select(one => one with { Label = Path.Combine(labels, one.Name + fileEnding) }).ToArray();
    }

    private static DataSetCase[] Listed(string path, JsonObject listed) => listed
        .Select(entry => new DataSetCase(
            entry.Key,
            entry.Value!["images"]!.AsArray().Select(image => Path.GetFullPath(Expand((string)image!), path)).ToArray(),
            Path.GetFullPath(Expand((string)entry.Value["label"]!), path)))
        .ToArray();

    // $NAME and ${NAME} as the reference expands them; what is not set stays.
    private static string Expand(string file) =>
        Regex.Replace(file, @"\$(?:(?<name>\w+)|\{(?<name>[^}]*)\})", match => Environment.GetEnvironmentVariable(match.Groups["name"].Value) ?? match.Value);
}
