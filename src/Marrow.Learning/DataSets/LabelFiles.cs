namespace Marrow.Learning;

/// <summary>Label pictures of a folder by name. Those of a data set have its file ending, those that are predicted here are PNG.</summary>
public static class LabelFiles
{
    private const string Predicted = ".png";

    /// <summary>All of a folder, in ordinal order: those with the data set's ending, or PNG where there is none.</summary>
    /// <exception cref="InvalidDataException">The folder holds none.</exception>
    public static IReadOnlyList<string> Of(string folder, string fileEnding)
    {
        string[] found = new[] { fileEnding, Predicted }.Select(ending => Directory.GetFiles(folder, $"*{ending}")).FirstOrDefault(files => files.Length > 0)
            ?? throw new InvalidDataException($"{folder} holds no {string.Join(" and no ", new[] { fileEnding, Predicted }.Distinct())} to judge");
        return [.. found.Order(StringComparer.Ordinal)];
    }

    /// <summary>The file of another folder that stands for the same case; whether it is there is not looked at for the last guess.</summary>
    public static string Counterpart(string file, string folder, string fileEnding)
    {
        string name = Path.GetFileName(file), stem = name.EndsWith(fileEnding, StringComparison.Ordinal) ? name[..^fileEnding.Length] : Path.GetFileNameWithoutExtension(name);
        string[] names = [name, stem + fileEnding, stem + Predicted];
        return Path.Combine(folder, names.FirstOrDefault(one => File.Exists(Path.Combine(folder, one))) ?? name);
    }
}
